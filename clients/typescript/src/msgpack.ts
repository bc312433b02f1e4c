/**
 * The MessagePack format, on the package `@msgpack/msgpack`, which has to be installed.
 *
 * @module
 */
import { decode, encode } from "@msgpack/msgpack";
import type { Codec } from "./codec.js";
import { narrowed, widened } from "./numbers.js";

/** The largest integer that the library writes as one by itself. */
const MOST = 0x7fff_ffff;

/**
 * A codec for {@link index.ClientOptions.codec}. `Uint8Array` and `Date` arrive as such where the receiver speaks
 * MessagePack or BSON, as strings where it speaks JSON. A map with a key `__proto__` cannot be read.
 */
export function msgpack(): Codec {
  return {
    subprotocol: "carillon.v1.msgpack",
    encode: (message) => encode(widened(message, MOST), { useBigInt64: true, ignoreUndefined: true }),
    decode: (data) => narrowed(decode(new Uint8Array(data as ArrayBuffer), { useBigInt64: true })),
  };
}
