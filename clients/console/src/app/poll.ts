/** Asks again and again, as long as somebody looks. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Problem } from "../shared/problem.js";

/** What is known: the last answer, when it came, and why there is none newer. */
export interface Polled<Data> {
  readonly data?: Data;
  /** When the last answer came, by this machine's clock. */
  readonly at?: number;
  /** Why the last try has failed; absent where it has not. */
  readonly problem?: Problem;
  /** Whether nothing is known yet, neither an answer nor a failure. */
  readonly loading: boolean;
}

export interface PollOptions {
  /** In ms, from one answer to the next question; 0: asks once. */
  readonly every: number;
  /** In ms, at most, after several failures; default 30 s. */
  readonly cap?: number;
}

/** Timers and the page, for tests. */
export interface Surroundings {
  now(): number;
  after(ms: number, run: () => void): () => void;
  isVisible(): boolean;
  onVisible(changed: () => void): () => void;
}

/** A question that is asked while the page is seen, less often where it fails. */
export class Poll<Data> {
  readonly #state = signal<Polled<Data>>({ loading: true });
  readonly #ask: (signal: AbortSignal) => Promise<Data>;
  readonly #options: Required<PollOptions>;
  readonly #around: Surroundings;
  #asking: AbortController | undefined;
  #cancel = () => {};
  #unwatch = () => {};
  #failures = 0;
  #running = false;

  constructor(ask: (signal: AbortSignal) => Promise<Data>, options: PollOptions, around: Surroundings = page) {
    this.#ask = ask;
    this.#options = { cap: 30_000, ...options };
    this.#around = around;
  }

  get state(): ReadonlySignal<Polled<Data>> {
    return this.#state;
  }

  start(): void {
    if (!this.#running) {
      this.#running = true;
      this.#unwatch = this.#around.onVisible(() => this.#look());
      this.#look();
    }
  }

  stop(): void {
    this.#running = false;
    this.#unwatch();
    this.#cancel();
    this.#asking?.abort();
    this.#asking = undefined;
  }

  /** Asks now: after something was changed, or when somebody does not want to wait. */
  again = (): void => {
    this.#cancel();
    this.#asking?.abort();
    this.#asking = undefined;
    if (this.#running) {
      void this.#once();
    }
  };

  #look(): void {
    this.#cancel();
    if (this.#around.isVisible() && !this.#asking) {
      void this.#once();
    }
  }

  async #once(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const next = await this.#answer(asking.signal);
    if (this.#asking !== asking) {
      return; // nobody waits for this one any more
    }
    this.#asking = undefined;
    this.#failures = next.problem ? this.#failures + 1 : 0;
    this.#state.value = next;
    this.#wait(next.problem);
  }

  async #answer(aborted: AbortSignal): Promise<Polled<Data>> {
    try {
      return { data: await this.#ask(aborted), at: this.#around.now(), loading: false };
    } catch (cause) {
      const { data, at } = this.#state.peek();
      return {
        ...(data === undefined ? {} : { data }),
        ...(at === undefined ? {} : { at }),
        problem: Problem.from(cause),
        loading: false,
      };
    }
  }

  #wait(problem: Problem | undefined): void {
    const { every, cap } = this.#options;
    // What was not there, or not allowed, will hardly be so in a moment; somebody may ask for it by hand.
    const final = problem !== undefined && problem.status >= 400 && problem.status < 500 && problem.status !== 429;
    if (!this.#running || !this.#around.isVisible() || (every === 0 && !problem) || final) {
      return;
    }
    const pace = every === 0 ? 2_000 : every;
    this.#cancel = this.#around.after(Math.min(Math.max(cap, pace), pace * 2 ** Math.max(0, this.#failures - 1)), () => this.#look());
  }
}

const page: Surroundings = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isVisible: () => document.visibilityState === "visible",
  onVisible: (changed) => {
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  },
};

/**
 * What a page asks for as long as it is there.
 *
 * @param what by which the question differs from others: where it changes, it is another question, and nothing is known
 */
export function usePoll<Data>(
  ask: (signal: AbortSignal) => Promise<Data>,
  options: PollOptions,
  what: readonly unknown[],
): Polled<Data> & { again: () => void } {
  const poll = useMemo(() => new Poll(ask, options), what);
  useEffect(() => {
    poll.start();
    return () => poll.stop();
  }, [poll]);
  return { ...poll.state.value, again: poll.again };
}
