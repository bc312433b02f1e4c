/** What an error can say beyond its code and reason. */
export interface ErrorDetails {
  /** Whether the same request may succeed later without being changed. */
  readonly retryable?: boolean;
  /** In ms: how long to wait before that makes sense. */
  readonly retryAfter?: number;
  /** Where data does not fit the room's schema: JSON pointers into it, each with a reason for people. */
  readonly paths?: readonly { readonly path: string; readonly reason: string }[];
  /** The WebSocket close code, where the end of a connection is the reason. */
  readonly closeCode?: number;
  /** The HTTP status of a refused handshake, where it can be seen: with `ws` in Node, never in browsers. */
  readonly status?: number;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

/**
 * Every failure that this library tells of, the server's and its own. `code` is for programs; the server's codes are in
 * the protocol (`forbidden`, `rate_limited` and so on), and the client adds
 *
 * - `lost`: the connection ended before the answer; the request may have taken effect
 * - `closed`: the client is closed, or was closed before the answer
 * - `timeout`: no answer within the request's time (the server says so, too, of calls)
 * - `queue_full`: so much waits to be published already
 * - `too_large`: above what the server takes (the server says so, too, of parts of a request)
 * - `overflow`: an iterator that was not read in time
 * - `left`: the room was left
 * - `token`: no token could be had
 * - `unencodable`: the `member` of a room cannot be expressed in the format
 * - `undecodable`: a message of the server could not be read, and was passed over
 *
 * An `AbortSignal` is not among them: what it aborts rejects with the signal's own reason.
 */
export class CarillonError extends Error implements ErrorDetails {
  /** What went wrong, for programs. */
  readonly code: string;
  /** What went wrong, for people. Its wording may change. */
  readonly reason: string;
  readonly retryable: boolean = false;
  declare readonly retryAfter?: number;
  declare readonly paths?: readonly { readonly path: string; readonly reason: string }[];
  declare readonly closeCode?: number;
  declare readonly status?: number;

  constructor(code: string, reason: string, details?: ErrorDetails) {
    super(`${reason} (${code})`);
    this.name = "CarillonError";
    this.code = code;
    this.reason = reason;
    Object.assign(this, details);
  }
}

/**
 * For token functions to throw: asking again would change nothing, as where somebody has signed out. The client closes
 * instead of trying again; where there is a connection it tells of the `error`, and closes when the token of that has expired.
 */
export class Hopeless extends CarillonError {
  constructor(reason: string, details?: ErrorDetails) {
    super("token", reason, details);
    this.name = "Hopeless";
  }
}

/** For unfinished business of a client that is closed. */
export function closed(reason = "the client is closed", details?: ErrorDetails): CarillonError {
  return new CarillonError("closed", reason, details);
}
