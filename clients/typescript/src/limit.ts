import type { Environment } from "./environment.js";
import { CarillonError } from "./errors.js";

/** How long somebody is ready to wait. */
export interface Limits {
  /** Ends the wait; the promise rejects with the signal's reason. What was sent already may take effect all the same. */
  readonly signal?: AbortSignal | undefined;
  /** In ms: ends the wait with a `timeout`. */
  readonly timeout?: number | undefined;
}

/** A promise whose wait is limited. `cancel` is told when it was given up. */
export function limited<T>(
  environment: Environment,
  { signal, timeout }: Limits,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => (() => void) | void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let cancel: (() => void) | void;
    let stop: (() => void) | undefined;
    const abort = () => giveUp(signal!.reason);
    const settle = () => {
      stop?.();
      signal?.removeEventListener("abort", abort);
    };
    const giveUp = (error: unknown) => {
      settle();
      reject(error);
      cancel?.();
    };
    signal?.addEventListener("abort", abort);
    if (timeout !== undefined) {
      stop = environment.after(timeout, () =>
        giveUp(new CarillonError("timeout", `there was no answer within ${timeout} ms`, { retryable: true })),
      );
    }
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    try {
      cancel = begin((value) => {
        settle();
        resolve(value);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}
