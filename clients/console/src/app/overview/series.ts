/** Lines of charts, of one node or of several together. */
import type { Histogram } from "./buckets.js";
import { percentile, sum } from "./buckets.js";
import type { GroupName, History, NumberName, Sample } from "./history.js";

/** A value for each moment; null where nobody has said one. */
export type Values = (number | null)[];

/** How the numbers of several nodes become one. */
export type Together = "sum" | "max";

/** Some nodes, over the moments of their history. */
export class Window {
  readonly ticks: readonly number[];
  readonly nodes: readonly string[];
  readonly #history: History;

  constructor(history: History, nodes: readonly string[], ticks: readonly number[] = history.ticks()) {
    this.#history = history;
    this.nodes = nodes;
    this.ticks = ticks;
  }

  /** In s since 1970. */
  get time(): number[] {
    return this.ticks.map((tick) => this.#history.timeOf(tick) / 1000);
  }

  /** In s, between two moments. */
  get #seconds(): number {
    return this.#history.every / 1000;
  }

  /** The same moments of one of them. */
  of(node: string): Window {
    return new Window(this.#history, [node], this.ticks);
  }

  /** The last moments alone. */
  last(ms: number): Window {
    return new Window(this.#history, this.nodes, this.ticks.slice(-Math.max(1, Math.round(ms / this.#history.every))));
  }

  #samples(tick: number): Sample[] {
    return this.nodes.flatMap((node) => this.#history.sample(node, tick) ?? []);
  }

  /** A number as it was. */
  numbers(name: NumberName, together: Together = "sum"): Values {
    return this.ticks.map((tick) => {
      const values = this.#samples(tick).flatMap(({ numbers }) => numbers[name] ?? []);
      return values.length === 0 ? null : together === "max" ? Math.max(...values) : total(values);
    });
  }

  /** A count, a second. */
  rates(name: NumberName): Values {
    return this.numbers(name).map((value) => (value === null ? null : value / this.#seconds));
  }

  /** The counts of a group, by their names in alphabetical order. */
  group(name: GroupName): Map<string, Values> {
    const samples = this.ticks.map((tick) => this.#samples(tick).map(({ groups }) => groups[name]));
    const keys = [...new Set(samples.flat().flatMap((group) => Object.keys(group)))].sort();
    return new Map(
      keys.map((key) => [
        key,
        samples.map((groups) => (groups.length === 0 ? null : total(groups.map((group) => group[key] ?? 0)))),
      ]),
    );
  }

  /** How often each of a group was in all of the time. */
  totals(name: GroupName): Map<string, number> {
    return new Map([...this.group(name)].map(([key, values]) => [key, total(values.flatMap((value) => value ?? []))]));
  }

  /** What fan-outs have taken, in ms, at each moment. */
  latency(part: number): Values {
    return this.ticks.map((tick) => {
      const all = this.#fanouts(tick);
      return (all && percentile(all, part)?.value) ?? null;
    });
  }

  #fanouts(tick: number): Histogram | undefined {
    return sum(this.#samples(tick).flatMap(({ fanout }) => fanout ?? []));
  }

  /** All fan-outs of the time. */
  fanout(): Histogram | undefined {
    return sum(this.ticks.flatMap((tick) => this.#fanouts(tick) ?? []));
  }

  /** What a count was a second, on average over the moments that are known. */
  average(name: NumberName): number | undefined {
    const known = this.rates(name).flatMap((value) => value ?? []);
    return known.length === 0 ? undefined : total(known) / known.length;
  }
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
