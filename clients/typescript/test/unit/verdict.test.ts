import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Backoff } from "../../src/backoff.js";
import { verdictOn } from "../../src/verdict.js";

const backoff = () => new Backoff(500, 20_000, () => 0.5);

describe("The backoff", () => {
  it("doubles up to its cap, and begins anew after a reset", () => {
    const one = new Backoff(500, 20_000, () => 1);
    assert.deepEqual([...Array(8)].map(() => one.next()), [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
    one.reset();
    assert.equal(one.next(), 500);
  });

  it("takes any time from none to all of it", () => {
    assert.equal(new Backoff(500, 20_000, () => 0).next(), 0);
    assert.equal(new Backoff(500, 20_000, () => 0.25).next(), 125);
  });
});

describe("The verdict on an ending", () => {
  const stops = (code: number, fixed = false) => verdictOn({ code, reason: "" }, fixed, backoff()).stop;

  it("stops where the protocol says so, and only there", () => {
    for (const code of [1000, 1002, 1003, 1007, 1009, 4000, 4002]) {
      assert.equal(stops(code), true, `${code}`);
    }
    for (const code of [1001, 1005, 1006, 1008, 1011, 1012, 1013, 4001, 4003, 1014, 3000, 4999]) {
      assert.equal(stops(code), false, `${code}`);
    }
  });

  it("stops at an expired token where there is no other", () => {
    assert.equal(stops(4001, true), true);
  });

  it("waits at random where the server has not said when", () => {
    assert.deepEqual(verdictOn({ code: 1006, reason: "" }, true, backoff()), { stop: false, wait: 250, least: 0 });
  });

  it("waits 5 s at least where the server is overloaded", () => {
    assert.deepEqual(verdictOn({ code: 1013, reason: "" }, true, backoff()), { stop: false, wait: 5250, least: 5000 });
  });

  it("does not count a close that was announced as a failure", () => {
    const pace = backoff();
    const drained = { code: 1012, reason: "", draining: true };
    assert.deepEqual([1, 2, 3].map(() => verdictOn(drained, true, pace)), Array(3).fill({ stop: false, wait: 250, least: 0 }));
    assert.deepEqual([1, 2].map(() => verdictOn({ code: 1012, reason: "" }, true, pace)), [
      { stop: false, wait: 250, least: 0 },
      { stop: false, wait: 500, least: 0 },
    ]);
  });

  it("stops at a refused handshake where the token cannot become another", () => {
    for (const status of [400, 401, 403, 404, 426]) {
      assert.equal(verdictOn({ code: 1006, reason: "", status }, true, backoff()).stop, true, `${status}`);
    }
    for (const status of [408, 425, 429, 500, 503]) {
      assert.equal(verdictOn({ code: 1006, reason: "", status }, true, backoff()).stop, false, `${status}`);
    }
  });

  it("asks for another token after a 401, and seldom after what a token does not change", () => {
    const refused = (status: number) => verdictOn({ code: 1006, reason: "", status }, false, backoff());
    assert.deepEqual(refused(401), { stop: false, wait: 250, least: 0 });
    assert.deepEqual(refused(403), { stop: false, wait: 15_000, least: 0 });
  });

  it("waits for as long as Retry-After says", () => {
    const verdict = verdictOn({ code: 1006, reason: "", status: 503, retryAfter: 2000 }, true, backoff());
    assert.deepEqual(verdict, { stop: false, wait: 2250, least: 2000 });
  });
});
