/**
 * The BSON format, on the package `bson`, which has to be installed.
 *
 * @module
 */
import { deserialize, serialize } from "bson";
import type { Codec } from "./codec.js";
import { narrowed, widened } from "./numbers.js";

/** The largest integer that the library writes as one by itself. */
const MOST = 0x7fff_ffff;

/**
 * A codec for {@link index.ClientOptions.codec}. `Uint8Array` and `Date` arrive as such where the receiver speaks
 * MessagePack or BSON, as strings where it speaks JSON.
 */
export function bson(): Codec {
  return {
    subprotocol: "carillon.v1.bson",
    encode: (message) => new Uint8Array(serialize(widened(message, MOST) as object, { ignoreUndefined: true })),
    decode: (data) => narrowed(deserialize(new Uint8Array(data as ArrayBuffer), { useBigInt64: true, promoteBuffers: true })),
  };
}
