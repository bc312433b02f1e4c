import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Heartbeat } from "../../src/heartbeat.js";

describe("The heartbeat", () => {
  /** Looks when it wants to be looked at, until it wants something. */
  function until(heart: Heartbeat, from: number, last: number): { at: number; act: string | undefined } {
    let at = from;
    for (;;) {
      const { act, next } = heart.look(at);
      if (act || at >= last) {
        return { at, act };
      }
      at += next;
    }
  }

  it("asks when nothing was heard for the interval, and gives up when nothing comes", () => {
    const heart = new Heartbeat(30_000, 10_000, 0);
    assert.deepEqual(until(heart, 0, 99_000), { at: 30_000, act: "ping" });
    assert.deepEqual(until(heart, 30_000, 99_000), { at: 40_000, act: "lost" });
  });

  it("is content with anything that is heard", () => {
    const heart = new Heartbeat(30_000, 10_000, 0);
    until(heart, 0, 99_000);
    heart.heard(35_000);
    assert.deepEqual(until(heart, 35_000, 99_000), { at: 65_000, act: "ping" });
  });

  it("asks at once after a sleep, also where it had asked before", () => {
    const heart = new Heartbeat(30_000, 10_000, 0);
    heart.look(0);
    assert.equal(heart.look(8_000).act, undefined);
    assert.equal(heart.look(600_000).act, "ping");
    assert.equal(heart.look(1_200_000).act, "ping");
    assert.deepEqual(until(heart, 1_200_001, 9e9), { at: 1_205_000, act: "lost" });
  });

  it("gives up where every look comes late and two questions in a row were not answered, as in a page that nobody sees", () => {
    const heart = new Heartbeat(30_000, 10_000, 0);
    heart.look(0);
    const late = (minute: number) => heart.look(minute * 60_000).act;
    assert.deepEqual([1, 2].map(late), ["ping", "ping"]);
    heart.heard(120_001);
    assert.deepEqual([3, 4, 5].map(late), ["ping", "ping", "lost"]);
  });

  it("is short of patience with what somebody asks for", () => {
    const heart = new Heartbeat(30_000, 10_000, 0);
    heart.look(0);
    assert.equal(heart.probe(1000).act, "ping");
    assert.deepEqual(until(heart, 1001, 99_000), { at: 6000, act: "lost" });
  });
});
