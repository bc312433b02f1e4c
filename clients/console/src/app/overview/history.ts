/** What the page knows of the nodes: the samples of the last ten minutes, and who was there. */
import type { Gone, Node, Nodes, Samples } from "../api/types.js";
import { at, type Histogram } from "./buckets.js";

/** How long samples are kept, in ms, as the server keeps them. */
export const KEPT = 10 * 60_000;
/** How long a node that is not there any more is shown, in ms, as the server tells of it. */
const REMEMBERED = 15 * 60_000;

/** What is a number at each time. */
export const NUMBERS = [
  "connections", "received", "sent", "publications", "bytesReceived", "bytesSent", "queueBytes", "cpu", "heap", "lag",
] as const;
/** What is several numbers at each time, by names. */
export const GROUPS = ["handshakes", "closes", "recoveries", "errors"] as const;

export type NumberName = (typeof NUMBERS)[number];
export type GroupName = (typeof GROUPS)[number];

/** What a node has counted in one interval. */
export interface Sample {
  readonly numbers: Readonly<Partial<Record<NumberName, number>>>;
  readonly groups: Readonly<Record<GroupName, Readonly<Record<string, number>>>>;
  readonly fanout: Histogram | undefined;
}

/** A node that is there, does not answer, or is gone. */
export interface Known {
  readonly node: string;
  /** What it has said last; absent where this page has never heard it. */
  readonly last?: Node;
  readonly presence: "here" | "silent" | "gone";
  /** Since when it is not there, in ms since 1970; by this page's own watching where the server does not say. */
  readonly since?: number;
  readonly version?: string;
}

/** Collects what polls answer. */
export class History {
  readonly #samples = new Map<string, Map<number, Sample>>();
  readonly #known = new Map<string, Known & { readonly seen: number }>();
  #every = 2_000;

  /** In ms, between samples. */
  get every(): number {
    return this.#every;
  }

  /** After which time samples are wanted; undefined for all that there are. */
  since(): number | undefined {
    const last = this.#there().map((node) => this.#lastOf(node) ?? 0);
    const since = Math.min(...last);
    return last.length === 0 || since === 0 ? undefined : since;
  }

  /** Takes an answer in. */
  merge({ now, every, nodes, gone, missing }: Nodes): void {
    if (every !== this.#every) {
      this.#samples.clear();
      this.#every = every;
    }
    for (const node of nodes) {
      this.#known.set(node.node, { node: node.node, last: node, presence: "here", version: node.version, seen: now });
      this.#take(node.node, node.samples);
    }
    const here = new Set(nodes.map(({ node }) => node));
    const silent = new Set(missing);
    const left = new Map(gone.map((each) => [each.node, each]));
    for (const node of new Set([...this.#known.keys(), ...silent, ...left.keys()])) {
      if (!here.has(node)) {
        this.#miss(node, silent.has(node), left.get(node), now);
      }
    }
    this.#forget(now);
  }

  #miss(node: string, silent: boolean, gone: Gone | undefined, now: number): void {
    const before = this.#known.get(node);
    const version = before?.version ?? gone?.version;
    this.#known.set(node, {
      node,
      ...(before?.last ? { last: before.last } : {}),
      ...(version === undefined ? {} : { version }),
      presence: silent ? "silent" : "gone",
      since: gone?.since ?? before?.since ?? before?.seen ?? now,
      seen: before?.seen ?? now,
    });
  }

  #take(node: string, samples: Samples): void {
    const taken = this.#samples.get(node) ?? new Map<number, Sample>();
    samples.time.forEach((time, i) => taken.set(this.#tick(time), sampleAt(samples, i)));
    this.#samples.set(node, taken);
  }

  #forget(now: number): void {
    const oldest = this.#tick(now - KEPT) - 1;
    for (const taken of this.#samples.values()) {
      for (const tick of taken.keys()) {
        if (tick < oldest) {
          taken.delete(tick);
        }
      }
    }
    for (const [node, { presence, since }] of this.#known) {
      if (presence === "gone" && now - (since ?? now) > REMEMBERED) {
        this.#known.delete(node);
        this.#samples.delete(node);
      }
    }
  }

  /** All nodes: those that are there, by their ids, then those that are not. */
  nodes(): Known[] {
    const order = { here: 0, silent: 1, gone: 2 };
    return [...this.#known.values()].sort(
      (one, other) => order[one.presence] - order[other.presence] || (one.node < other.node ? -1 : 1),
    );
  }

  /**
   * The moments of the last ten minutes. They end where all nodes that are there have said something, so that a sum does not sink at
   * its end; but no node is waited for longer than a few moments.
   */
  ticks(): number[] {
    const lasts = this.#there().flatMap((node) => this.#lastOf(node) ?? []);
    if (lasts.length === 0) {
      return [];
    }
    const newest = this.#tick(Math.max(...lasts));
    const end = Math.max(this.#tick(Math.min(...lasts)), newest - 3);
    const length = Math.round(KEPT / this.#every);
    return Array.from({ length }, (_, i) => end - length + 1 + i);
  }

  /** In ms since 1970. */
  timeOf(tick: number): number {
    return tick * this.#every;
  }

  /** What a node has said of a moment. */
  sample(node: string, tick: number): Sample | undefined {
    return this.#samples.get(node)?.get(tick);
  }

  #there(): string[] {
    return [...this.#known.values()].filter(({ presence }) => presence === "here").map(({ node }) => node);
  }

  #lastOf(node: string): number | undefined {
    const ticks = this.#samples.get(node);
    return ticks && ticks.size > 0 ? this.timeOf(Math.max(...ticks.keys())) : undefined;
  }

  #tick(time: number): number {
    return Math.round(time / this.#every);
  }
}

function sampleAt(samples: Samples, index: number): Sample {
  const numbers: Partial<Record<NumberName, number>> = {};
  for (const name of NUMBERS) {
    const value = samples[name]?.[index];
    if (value !== null && value !== undefined) {
      numbers[name] = value;
    }
  }
  const groups = { handshakes: {}, closes: {}, recoveries: {}, errors: {} } as Record<GroupName, Record<string, number>>;
  for (const name of GROUPS) {
    for (const [key, values] of Object.entries(samples[name] ?? {})) {
      const value = values[index];
      if (value) {
        groups[name][key] = value;
      }
    }
  }
  return { numbers, groups, fanout: at(samples.fanout, index) };
}
