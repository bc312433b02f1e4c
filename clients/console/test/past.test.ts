import assert from "node:assert/strict";
import { test } from "node:test";
import type { History, HistoryQuery } from "../src/app/api/types.js";
import { PAGE, pageBelow } from "../src/app/rooms/past.js";

/** A server's stream of so many messages; it gives no more than `most` at a time. */
function stream(oldest: number, newest: number, most = 1000) {
  return async ({ since = 0, limit = 100, reverse = false }: HistoryQuery): Promise<History> => {
    const all = Array.from({ length: newest - oldest + 1 }, (_, i) => ({ offset: oldest + i, data: i, from: {}, time: i }));
    const behind = all.filter(({ offset }) => offset > since);
    const messages = (reverse ? behind.reverse() : behind).slice(0, Math.min(limit, most));
    return { epoch: "x", offset: newest, oldest, messages };
  };
}

const offsets = ({ messages }: History) => messages.map(({ offset }) => offset);
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);

test("pages lead from the newest message down to the oldest, without a gap", async () => {
  const ask = stream(31, 180);
  const seen: number[] = [];
  for (let top: number | undefined; seen.at(-1) !== 31; top = seen.at(-1)) {
    const page = offsets(await pageBelow(top, ask));
    assert.ok(page.length > 0 && page.length <= PAGE);
    seen.push(...page);
  }

  assert.deepEqual(seen, down(180, 31));
});

test("where the server gives less than was asked for, it is asked on", async () => {
  assert.deepEqual(offsets(await pageBelow(180, stream(1, 200, 7))), down(179, 130));
});

test("below the oldest message there is nothing", async () => {
  assert.deepEqual(offsets(await pageBelow(31, stream(31, 180))), []);
  assert.deepEqual(offsets(await pageBelow(20, stream(31, 180))), []);
  assert.deepEqual(offsets(await pageBelow(undefined, stream(1, 0))), []);
});
