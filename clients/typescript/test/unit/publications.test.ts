import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { type Publication, Publications } from "../../src/publications.js";

const MINUTE = 60_000;

describe("Publications", () => {
  let all: Publications;
  let id = 0;
  beforeEach(() => {
    id = 0;
    all = new Publications({ messages: 3, bytes: 100 });
  });

  function add(room: string, size = 1, echo = true): Publication {
    const publication = { id: ++id, room, frame: "", size, echo, reply() {}, fail() {} };
    all.add(publication);
    return publication;
  }

  const ids = (publications: Publication[]) => publications.map((publication) => publication.id);
  function take(now = 0, ready = (_: string) => true): number[] {
    const taken: Publication[] = [];
    for (let one; (one = all.take(now, ready)); ) {
      taken.push(one);
    }
    return ids(taken);
  }

  it("go in their order, and those of rooms that are not ready wait", () => {
    ["a", "b", "a"].forEach((room) => add(room));
    assert.deepEqual(take(0, (room) => room === "a"), [1, 3]);
    add("b");
    assert.deepEqual(take(), [2, 4]);
    assert.deepEqual(take(), []);
  });

  it("are bounded by their number and their bytes, while they wait", () => {
    [1, 2, 3].forEach(() => add("a"));
    assert.equal(all.isOverfull, false);
    const fourth = add("a");
    assert.equal(all.isOverfull, true);
    all.withdraw(fourth);
    assert.equal(all.isOverfull, false);
    take();
    add("a", 101);
    assert.equal(all.isOverfull, true);
  });

  it("that were not answered come again in streams, before those that wait, and have failed elsewhere", () => {
    ["stream", "plain", "stream"].forEach((room) => add(room));
    take();
    add("stream");
    all.answered(1);
    assert.deepEqual(ids(all.lost((room) => room === "stream")), [2]);
    assert.deepEqual(take(), [3, 4]);
  });

  it("are given up 4 minutes after they were first written, but not for waiting", () => {
    add("stream");
    take(MINUTE);
    all.lost(() => true);
    add("stream");
    assert.equal(all.expiry, 5 * MINUTE);
    assert.deepEqual(ids(all.expired(5 * MINUTE - 1)), []);
    assert.deepEqual(ids(all.expired(5 * MINUTE)), [1]);
    assert.equal(all.expiry, undefined);
    assert.deepEqual(take(), [2]);
  });

  it("that nobody waits for any more are not written again", () => {
    const [one, two] = [add("stream"), add("stream")];
    take();
    all.withdraw(one!);
    assert.deepEqual(all.lost(() => true), []);
    assert.deepEqual(take(), [two!.id]);
  });

  it("say while it is unknown where something stands that is not to come back", () => {
    add("a", 1, false);
    take();
    assert.equal(all.isSilent("a"), false);
    all.lost(() => true);
    assert.equal(all.isSilent("a"), true);
    assert.equal(all.isSilent("b"), false);
    take();
    assert.equal(all.isSilent("a"), true);
    all.answered(1);
    assert.equal(all.isSilent("a"), false);
  });
});
