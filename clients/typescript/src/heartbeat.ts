/** What to do now: ask the other side whether it is there, give it up, or nothing; and when to look again, in ms. */
export interface Beat {
  readonly act?: "ping" | "lost";
  readonly next: number;
}

/** How long an answer may take where something outside says that the network has changed. In ms. */
const PROBE = 5_000;
/** Looks at least so often, to notice when time was skipped. In ms. */
const LOOK = 5_000;

/**
 * Whether the other side is still there. Whatever is heard of it counts; where nothing is for `interval`, it is asked, and
 * has `timeout` to answer. It is asked, too, after a sleep of the machine: looks that come much later than agreed are the
 * sign of one, and a question from before the sleep is asked anew, since its answer had no time. In a page that nobody sees, where
 * timers run once in a minute, each look comes late: so the third question is not asked any more.
 *
 * Times are in ms, `now` since any moment.
 */
export class Heartbeat {
  #heard: number;
  #due: number;
  #deadline: number | undefined;
  /** How often it was asked since something was heard. */
  #asked = 0;

  constructor(
    readonly interval: number,
    readonly timeout: number,
    now: number,
  ) {
    this.#heard = now;
    this.#due = now;
  }

  heard(now: number): void {
    this.#heard = now;
    this.#deadline = undefined;
    this.#asked = 0;
  }

  /** Looks whether something is to be done. The result says when to look again. */
  look(now: number): Beat {
    const slept = now - this.#due > LOOK;
    if (slept && this.#asked >= 2) {
      return { act: "lost", next: LOOK };
    }
    if (slept || (this.#deadline === undefined && now - this.#heard >= this.interval)) {
      this.#asked++;
      return this.#ask(now, slept ? PROBE : this.timeout);
    }
    if (this.#deadline !== undefined && now >= this.#deadline) {
      return { act: "lost", next: LOOK };
    }
    return this.#again(now);
  }

  /** Asks at once: something has happened to the network, or to the machine. */
  probe(now: number): Beat {
    return this.#ask(now, PROBE);
  }

  #ask(now: number, patience: number): Beat {
    this.#deadline = Math.min(this.#deadline ?? Infinity, now + patience);
    if (this.#deadline <= now) {
      this.#deadline = now + patience; // from before a sleep
    }
    return { act: "ping", ...this.#again(now) };
  }

  #again(now: number): Beat {
    const until = this.#deadline ?? this.#heard + this.interval;
    const next = Math.max(0, Math.min(until - now, LOOK));
    this.#due = now + next;
    return { next };
  }
}
