/** What is shown of a room that is followed: the newest, no more than somebody can read. */
import { compact } from "../json/text.js";
import type { Happening } from "./happening.js";
import { Sampler } from "./sampler.js";

/** Rows that are added in a second, at most. */
export const PACE = 10;
/** Rows that are kept. */
export const MOST = 200;
/** In ms: over so long received messages are averaged. */
const SPAN = 3_000;

export interface Row {
  readonly id: number;
  /** When it was heard, by this machine's clock. */
  readonly at: number;
  readonly happening: Happening;
}

/** A feed, as it is shown. */
export interface Shown {
  /** The newest first. */
  readonly rows: readonly Row[];
  /** Messages so far. */
  readonly received: number;
  /** Messages a second, now. */
  readonly rate: number;
  /** Messages that were wanted, and are not shown: too many came at once, or it was paused. */
  readonly skipped: number;
  /** Messages that the filter has kept away. */
  readonly filtered: number;
}

export const NOTHING: Shown = { rows: [], received: 0, rate: 0, skipped: 0, filtered: 0 };

/** Takes what happens, in order; the rest is counting. */
export class Feed {
  /** While true no more messages are shown. */
  paused = false;
  readonly #sampler = new Sampler(PACE);
  #filter = "";
  #rows: readonly Row[] = [];
  #received = 0;
  #skipped = 0;
  #filtered = 0;
  #ids = 0;
  #marks: readonly { readonly at: number; readonly received: number }[] = [];

  /** Only messages with this text in them, or from such a user, are shown from now on. */
  set filter(text: string) {
    this.#filter = text.trim().toLowerCase();
  }

  add(happening: Happening, now: number): void {
    if (happening.kind === "message" && !this.#wants(happening)) {
      this.#received++;
      this.#filtered++;
      return;
    }
    const many = happening.kind === "message" || happening.kind === "presence" || happening.kind === "direct";
    this.#received += happening.kind === "message" ? 1 : 0;
    if (many && (this.paused || !this.#sampler.admits(now))) {
      this.#skipped++;
      return;
    }
    this.#rows = [{ id: ++this.#ids, at: now, happening }, ...this.#rows.slice(0, MOST - 1)];
  }

  /** Forgets the rows. */
  clear(): void {
    this.#rows = [];
    this.#skipped = 0;
    this.#filtered = 0;
  }

  /** To be asked again and again: the rate is that of the time since. */
  shown(now: number): Shown {
    const marks = [...this.#marks.filter(({ at }) => at >= now - SPAN), { at: now, received: this.#received }];
    this.#marks = marks;
    const [oldest] = marks;
    const rate = oldest && now > oldest.at ? ((this.#received - oldest.received) * 1000) / (now - oldest.at) : 0;
    return { rows: this.#rows, received: this.#received, rate, skipped: this.#skipped, filtered: this.#filtered };
  }

  #wants({ data, from }: Happening & { kind: "message" }): boolean {
    return (
      this.#filter === "" ||
      (from.user ?? from.service ?? "").toLowerCase().includes(this.#filter) ||
      compact(data).toLowerCase().includes(this.#filter)
    );
  }
}
