/** How messages become WebSocket messages and back. There are three: `json`, `msgpack` and `bson`. */
export interface Codec {
  /** The subprotocol that stands for this format. */
  readonly subprotocol: string;
  /** Text for text frames, bytes for binary ones. Throws where the value cannot be expressed. */
  encode(message: object): string | Uint8Array;
  /** The opposite, of what came in a text or in a binary frame. Throws where it is not of this format. */
  decode(data: string | ArrayBuffer): unknown;
}

/** An integer that JavaScript keeps exactly as a number is one, any other stays a `bigint`. */
export function narrow(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}
