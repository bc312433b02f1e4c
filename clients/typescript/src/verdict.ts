import type { Backoff } from "./backoff.js";

/** How a connection, or the attempt to have one, has ended. */
export interface Ending {
  /** The close code; 1006 where there was none. */
  readonly code: number;
  readonly reason: string;
  /** The HTTP status of a refused handshake, where it could be seen. */
  readonly status?: number;
  /** In ms: the least wait that the server asked for, by `Retry-After`. */
  readonly retryAfter?: number;
  /** Whether the server had said that it would close. */
  readonly draining?: boolean;
  /** Whether nothing would change by another attempt. */
  readonly hopeless?: boolean;
  readonly cause?: unknown;
}

/** What to do after an ending: stop for good, or try again in `wait` ms, and not before `least` ms whatever happens. */
export type Verdict = { readonly stop: true } | { readonly stop: false; readonly wait: number; readonly least: number };

const STOP = new Set([1000, 1002, 1003, 1007, 1009, 4000, 4002]);
const EXPIRED = 4001;
const RESTART = 1012;
const TRY_LATER = 1013;
const LATER = 5_000;
const WORTH_RETRYING = new Set([408, 425, 429]);

/**
 * The close-code table of the protocol, and what to make of a refused handshake.
 *
 * @param fixed whether the token can only ever be the one that was used
 * @param backoff is told of the failure, if it is one
 */
export function verdictOn(ending: Ending, fixed: boolean, backoff: Backoff): Verdict {
  const { code, status = 0, retryAfter = 0, draining, hopeless } = ending;
  const refused = status >= 400 && status < 500 && !WORTH_RETRYING.has(status);
  if (hopeless || STOP.has(code) || (fixed && (refused || code === EXPIRED))) {
    return { stop: true };
  }
  const least = Math.max(retryAfter, code === TRY_LATER ? LATER : 0);
  return { stop: false, wait: least + wait(), least };

  function wait(): number {
    if (draining && code === RESTART) {
      return backoff.soon(); // the server has spread its closes over time already
    }
    // Another token may help after a 401. Nothing that this client does changes the others.
    return refused && status !== 401 ? Math.max(backoff.next(), backoff.seldom()) : backoff.next();
  }
}
