/** How fast a client comes back; all in ms. */
export interface Pace {
  /** The most that the first wait takes; it doubles with each failure. Default 500. */
  readonly base?: number;
  /** The most that any wait takes. Default 20,000. */
  readonly cap?: number;
  /** How long a connection has to last until failures are forgotten. Default 10,000. */
  readonly calm?: number;
}

/**
 * How long to wait before the next attempt: full jitter, so that the clients of a server that went away do not come back
 * in one wave. Success alone resets nothing, since a server in trouble may accept connections and drop them at once.
 */
export class Backoff {
  #failures = 0;

  constructor(
    readonly base: number,
    readonly cap: number,
    readonly random: () => number,
  ) {}

  /** In ms, after one more failure. */
  next(): number {
    return this.random() * Math.min(this.cap, this.base * 2 ** this.#failures++);
  }

  /** In ms, after something that is nobody's failure: spread, but short. */
  soon(): number {
    return this.random() * this.base;
  }

  /** In ms: as seldom as it gets. */
  seldom(): number {
    return this.cap * (1 - this.random() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
