/** What time it is, for all that shows it. */
import { useEffect, useState } from "preact/hooks";

type Look = (now: number) => void;

/** One for each beat, whoever and how many look at it; it stands still while nobody does. */
class Clock {
  readonly #every: number;
  readonly #looks = new Set<Look>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(every: number) {
    this.#every = every;
  }

  watch(look: Look): () => void {
    this.#looks.add(look);
    this.#timer ??= setInterval(() => this.#tick(), this.#every);
    return () => {
      this.#looks.delete(look);
      if (this.#looks.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    };
  }

  #tick() {
    if (!document.hidden) {
      const now = Date.now();
      this.#looks.forEach((look) => look(now));
    }
  }
}

const clocks = new Map<number, Clock>();

function clock(every: number): Clock {
  const known = clocks.get(every) ?? new Clock(every);
  clocks.set(every, known);
  return known;
}

/** The time in ms since 1970, again every so many ms; with 0 it stays what it was at first. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => (every > 0 ? clock(every).watch(setNow) : undefined), [every]);
  return now;
}
