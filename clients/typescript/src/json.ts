import { type Codec, narrow } from "./codec.js";

/** What no sender of strings can guess, so that the strings that stand for a bigint are told apart from all others. */
const mark = String(Math.random()).slice(2);
const marked = new RegExp(`"${mark}:(-?\\d+)"`, "g");

/** Text in which a number may be that JavaScript does not keep exactly. */
const LONG = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * The JSON format. A `bigint` is written as an integer. An integer beyond 2^53 is read as a `bigint` where the runtime
 * shows what a number was written as (Chrome 114, Node 21, Safari 18.4, Firefox 135 and later), and loses precision elsewhere.
 */
export const json: Codec = {
  subprotocol: "carillon.v1.json",

  encode(message) {
    try {
      return JSON.stringify(message);
    } catch {
      // A bigint, most likely; for anything else it fails again.
      return JSON.stringify(message, marking).replace(marked, "$1");
    }
  },

  decode(data) {
    const text = data as string;
    return LONG.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  },
};

function marking(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${mark}:${value}` : value;
}

function exact(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === "number" && !Number.isSafeInteger(value) && source && INTEGER.test(source)
    ? narrow(BigInt(source))
    : value;
}
