/**
 * How long to wait before the next attempt: full jitter, so that the clients of a server that went away do not come
 * back in one wave. A success alone resets nothing; only a connection that lasted (`calm`) does.
 */
export class Backoff {
  static BASE = 500;
  static CAP = 20_000;
  static CALM = 10_000;

  #failures = 0;
  #random;

  constructor(random = Math.random) {
    this.#random = random;
  }

  /** Milliseconds until the next attempt, `least` or more. */
  next(least = 0) {
    const most = Math.min(Backoff.CAP, Backoff.BASE * 2 ** this.#failures);
    this.#failures += 1;
    return Math.min(least + this.#random() * most, Math.max(least, Backoff.CAP));
  }

  reset() {
    this.#failures = 0;
  }
}
