/** What histograms say: sums of them, and percentiles. */
import type { Buckets } from "../api/types.js";

/** One histogram. */
export interface Histogram {
  /** The upper ends of the buckets, growing. */
  readonly bounds: readonly number[];
  /** One more than there are bounds: the last counts what was above all of them. */
  readonly counts: readonly number[];
}

export interface Percentile {
  readonly value: number;
  /** Whether it is above the last bound, which is the value then: nobody knows by how much. */
  readonly above: boolean;
}

/** All of what several have counted; their bounds may differ, as between versions of the server. Undefined where there are none. */
export function sum(histograms: readonly Histogram[]): Histogram | undefined {
  const first = histograms[0];
  if (!first || histograms.length === 1) {
    return first;
  }
  const bounds = histograms.every((each) => same(each.bounds, first.bounds))
    ? first.bounds
    : [...new Set(histograms.flatMap((each) => each.bounds))].sort((one, other) => one - other);
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const each of histograms) {
    each.counts.forEach((count, i) => {
      const bound = each.bounds[i];
      const place = bounds === each.bounds ? i : bound === undefined ? bounds.length : bounds.indexOf(bound);
      counts[place] = (counts[place] ?? 0) + count;
    });
  }
  return { bounds, counts };
}

/**
 * The value that a part of all is not above, if what is in a bucket is spread evenly over it.
 *
 * @param part from 0 to 1: 0.99 for the 99th percentile
 * @returns undefined where nothing was counted
 */
export function percentile({ bounds, counts }: Histogram, part: number): Percentile | undefined {
  const all = counts.reduce((total, count) => total + count, 0);
  if (all === 0) {
    return undefined;
  }
  const wanted = part * all;
  let before = 0;
  for (let i = 0; i < bounds.length; i++) {
    const count = counts[i] ?? 0;
    if (count > 0 && before + count >= wanted) {
      const low = bounds[i - 1] ?? 0;
      const high = bounds[i] ?? low;
      return { value: low + ((high - low) * Math.max(0, wanted - before)) / count, above: false };
    }
    before += count;
  }
  return { value: bounds.at(-1) ?? 0, above: true };
}

/** The histogram of one moment; undefined where there is none. */
export function at(buckets: Buckets, index: number): Histogram | undefined {
  const counts = buckets.counts[index];
  return counts ? { bounds: buckets.bounds, counts } : undefined;
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one === other || (one.length === other.length && one.every((value, i) => value === other[i]));
}
