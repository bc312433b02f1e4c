import type { Environment } from "../../src/environment.js";

/** A clock that stands until it is told to go on, and chance that is none. */
export class Clock implements Environment {
  offline = false;
  chance = 0.5;
  random = () => this.chance;
  back = () => {};
  away = () => {};
  #now = 1_000_000;
  #timers = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  isOffline(): boolean {
    return this.offline;
  }

  watch(back: () => void, away: () => void): () => void {
    this.back = back;
    this.away = away;
    return () => (this.back = this.away = () => {});
  }

  /** In how many ms something is to happen. */
  get pending(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((one, other) => one - other);
  }

  /** Time goes on, and what was to happen in it does, in its order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let due; (due = this.#next(until)); ) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = until;
  }

  /** The machine sleeps: time goes on, and nothing happens. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next(until: number): { at: number; run: () => void } | undefined {
    return [...this.#timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
  }
}
