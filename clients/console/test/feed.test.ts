import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, MOST, PACE } from "../src/app/follow/feed.js";
import type { Happening } from "../src/app/follow/happening.js";

const message = (data: unknown, user = "ada"): Happening => ({ kind: "message", data, from: { user }, time: 0 });

function feed(...filters: string[]) {
  const feed = new Feed();
  filters.forEach((text) => (feed.filter = text));
  return feed;
}

test("of many messages a few in a second are shown, and the rest is counted", () => {
  const fast = feed();
  for (let ms = 0; ms < 5_000; ms += 2) {
    fast.add(message(ms), ms);
  }

  const { rows, received, skipped } = fast.shown(5_000);

  assert.equal(received, 2_500);
  assert.equal(rows.length + skipped, 2_500);
  assert.ok(rows.length >= 5 * PACE && rows.length <= 6 * PACE, `found ${rows.length}`);
});

test("slow messages are all shown, the newest first, and the oldest are let go", () => {
  const slow = feed();
  for (let i = 0; i < MOST + 50; i++) {
    slow.add(message(i), i * 200);
  }

  const { rows, skipped } = slow.shown(0);

  assert.equal(skipped, 0);
  assert.equal(rows.length, MOST);
  assert.deepEqual(rows[0]?.happening, message(MOST + 49));
});

test("what has to be known is shown however fast it is", () => {
  const fast = feed();
  for (let i = 0; i < 100; i++) {
    fast.add(message(i), 0);
  }
  fast.paused = true;
  fast.add({ kind: "closed", code: 4003, reason: "too slow" }, 0);

  assert.equal(fast.shown(0).rows[0]?.happening.kind, "closed");
});

test("a filter is for what is wanted: it does not cost the pace of it", () => {
  const some = feed("BELL");
  for (let i = 0; i < 1_000; i++) {
    some.add(message({ text: i % 500 === 0 ? "a Bell" : "nothing" }), 0);
  }
  some.add(message(1, "isabella"), 0);

  const { rows, filtered, skipped, received } = some.shown(0);

  assert.deepEqual([rows.length, filtered, skipped, received], [3, 998, 0, 1_001]);
});

test("a pause shows nothing more, and what came meanwhile is counted as not shown", () => {
  const paused = feed();
  paused.add(message(1), 0);
  paused.paused = true;
  paused.add(message(2), 1_000);
  paused.paused = false;
  paused.add(message(3), 2_000);

  const { rows, skipped } = paused.shown(2_000);

  assert.deepEqual([rows.length, skipped], [2, 1]);
});

test("the rate is that of the last seconds", () => {
  const steady = feed();
  for (let ms = 0; ms <= 10_000; ms += 250) {
    for (let i = 0; i < (ms < 5_000 ? 100 : 10); i++) {
      steady.add(message(i), ms);
    }
    steady.shown(ms);
  }

  assert.equal(Math.round(steady.shown(10_000).rate), 40);
});
