import assert from "node:assert/strict";
import { test } from "node:test";
import { percentile, sum } from "../src/app/overview/buckets.js";

const bounds = [1, 2, 4];

test("a percentile is interpolated within its bucket", () => {
  assert.deepEqual(percentile({ bounds, counts: [0, 10, 0, 0] }, 0.5), { value: 1.5, above: false });
  assert.deepEqual(percentile({ bounds, counts: [5, 5, 0, 0] }, 0.5), { value: 1, above: false });
  assert.deepEqual(percentile({ bounds, counts: [5, 0, 5, 0] }, 0.9), { value: 3.6, above: false });
});

test("what is above all bounds is said to be above the last one", () => {
  assert.deepEqual(percentile({ bounds, counts: [0, 0, 1, 99] }, 0.99), { value: 4, above: true });
});

test("of nothing there is no percentile", () => {
  assert.equal(percentile({ bounds, counts: [0, 0, 0, 0] }, 0.5), undefined);
  assert.equal(sum([]), undefined);
});

test("histograms are summed bucket by bucket, where their bounds differ by the ends of the buckets", () => {
  assert.deepEqual(sum([{ bounds, counts: [1, 2, 3, 4] }, { bounds: [...bounds], counts: [1, 1, 1, 1] }]), {
    bounds,
    counts: [2, 3, 4, 5],
  });
  assert.deepEqual(sum([{ bounds: [1, 4], counts: [1, 2, 3] }, { bounds: [2, 4], counts: [10, 20, 30] }]), {
    bounds: [1, 2, 4],
    counts: [1, 10, 22, 33],
  });
});
