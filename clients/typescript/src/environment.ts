/** Time, chance and the page around a client: what tests put in the place of the real ones. */
export interface Environment {
  /** ms since 1970. A clock that goes on while the machine sleeps, so that sleep can be noticed. */
  now(): number;
  /** Runs once, `ms` from now, which is never where they are infinite; the result takes it back. */
  after(ms: number, run: () => void): () => void;
  /** From 0, and below 1. */
  random(): number;
  /** Whether it is known that there is no network. */
  isOffline(): boolean;
  /**
   * Listens to the page: `back` when the network, or somebody who looks at it, is back; `away` when the network is gone. Nothing
   * of this happens outside of browsers. The result ends it.
   */
  watch(back: () => void, away: () => void): () => void;
}

/** The part of a browser's globals that matters here; all of it is missing in Node. */
interface Page {
  readonly document?: EventTarget & { readonly visibilityState: string };
  readonly navigator?: { readonly onLine?: boolean };
  readonly addEventListener?: unknown;
}

/** Timers take no more, and run at once where they are given more. In ms: almost 25 days. */
const LONGEST = 2 ** 31 - 1;

export function realEnvironment(random: () => number): Environment {
  const page = globalThis as unknown as Page;
  return {
    now: Date.now,
    after(ms, run) {
      const timer = ms < Infinity ? setTimeout(run, Math.min(ms, LONGEST)) : undefined;
      return () => clearTimeout(timer);
    },
    random,
    isOffline: () => page.navigator?.onLine === false,
    watch: (back, away) => watch(page, back, away),
  };
}

function watch(page: Page, back: () => void, away: () => void): () => void {
  const { document } = page;
  const window = page.addEventListener ? (page as EventTarget) : undefined;
  const look = () => document?.visibilityState === "visible" && back();
  const all: [EventTarget | undefined, string, () => void][] = [
    [window, "online", back],
    [window, "offline", away],
    [window, "pageshow", back],
    [document, "resume", back],
    [document, "visibilitychange", look],
  ];
  all.forEach(([target, name, listener]) => target?.addEventListener(name, listener));
  return () => all.forEach(([target, name, listener]) => target?.removeEventListener(name, listener));
}
