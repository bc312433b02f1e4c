import { narrow } from "./codec.js";

/**
 * A copy with other integers in it. MessagePack and BSON libraries write integers above some size as doubles, which is
 * another kind of value to all others, and give all 64-bit integers as `bigint`, where a number would do.
 */
function mapped(value: unknown, map: (number: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => mapped(item, map));
  }
  if (typeof value === "object" && value !== null && isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, map)]));
  }
  return map(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Has integers above `most`, either way, written as such. Throws where one has more than 64 bits, which nobody can read. */
export function widened(value: unknown, most: number): unknown {
  return mapped(value, (item) => {
    if (typeof item === "bigint" && item !== BigInt.asIntN(64, item)) {
      throw new RangeError(`an integer is from -2^63 to 2^63 - 1, got: ${item}`);
    }
    return typeof item === "number" && Number.isSafeInteger(item) && Math.abs(item) > most ? BigInt(item) : item;
  });
}

/** Numbers where they are exact, `bigint` elsewhere. */
export function narrowed(value: unknown): unknown {
  return mapped(value, (item) => (typeof item === "bigint" ? narrow(item) : item));
}
