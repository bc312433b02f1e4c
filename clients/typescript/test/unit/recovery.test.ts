import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { type Handout, Recovery } from "../../src/recovery.js";
import type { History, Message } from "../../src/types.js";

const message = (offset: number): Message => ({ room: "r", data: offset, from: {}, time: 0, offset });
const page = (...offsets: number[]): History => ({ epoch: "e", offset: 99, oldest: 1, messages: offsets.map(message) });

describe("The recovery", () => {
  let said: unknown[];
  let recovery: Recovery<unknown>;

  beforeEach(() => {
    said = [];
    recovery = new Recovery(undefined, {
      emit(name: keyof Handout<unknown>, value: any) {
        said.push(name === "message" ? value.offset : { [name]: value });
        assert.ok(name !== "message" || recovery.position?.offset === (value.offset ?? recovery.position?.offset));
      },
    });
  });

  /** Has been in the room up to 10. */
  function following(): void {
    recovery.joined({ epoch: "e", offset: 10 }, false);
  }

  it("begins where the first join says, and hands out each message once", () => {
    following();
    [11, 12, 12, 11, 13].forEach((offset) => recovery.message(message(offset)));
    assert.deepEqual(said, [11, 12, 13]);
    assert.deepEqual(recovery.position, { epoch: "e", offset: 13 });
  });

  it("hands out all of a room without a stream", () => {
    recovery.joined({}, false);
    recovery.message({ room: "r", data: 1, from: {}, time: 0 });
    assert.equal(said.length, 1);
    assert.equal(recovery.position, undefined);
  });

  it("goes on where the server could continue", () => {
    following();
    recovery.joined({ epoch: "e", offset: 10, recovered: true }, true);
    assert.equal(recovery.isHolding, false);
    recovery.message(message(11));
    assert.deepEqual(said, [11]);
  });

  it("says what is missed, reads what is kept, and holds what is live until then", () => {
    following();
    recovery.joined({ epoch: "e", offset: 20, oldest: 15, recovered: false, missed: { from: 11, to: 14 } }, true);
    assert.equal(recovery.unread, 14);
    recovery.message(message(21));
    recovery.page(page(15, 16, 17));
    assert.equal(recovery.unread, 17);
    recovery.page(page(18, 19, 20, 21));
    assert.equal(recovery.unread, undefined);
    recovery.message(message(22));
    recovery.release();
    recovery.message(message(23));
    assert.deepEqual(said, [{ missed: { from: 11, to: 14 } }, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  });

  it("says, too, what goes while it reads", () => {
    following();
    recovery.joined({ epoch: "e", offset: 20, recovered: false }, true);
    recovery.page(page(13, 14));
    recovery.page({ ...page(), messages: [] });
    assert.deepEqual(said, [{ missed: { from: 11, to: 12 } }, 13, 14, { missed: { from: 15, to: 20 } }]);
    assert.equal(recovery.unread, undefined);
  });

  it("says that all is missed where history cannot be read", () => {
    following();
    recovery.joined({ epoch: "e", offset: 20, recovered: false, missed: { from: 11, to: 14 } }, true);
    recovery.unreadable();
    recovery.release();
    assert.deepEqual(said, [{ missed: { from: 11, to: 14 } }, { missed: { from: 15, to: 20 } }]);
    assert.deepEqual(recovery.position, { epoch: "e", offset: 20 });
  });

  it("does not hold more than it may: the rest is read, too", () => {
    following();
    recovery.joined({ epoch: "e", offset: 11, recovered: false }, true);
    for (let offset = 12; offset <= 2100; offset++) {
      recovery.message(message(offset));
    }
    recovery.page(page(11));
    assert.equal(recovery.unread, 11);
    const missing = Array.from({ length: 2000 }, (_, index) => index + 12);
    recovery.page(page(...missing.slice(0, 1000)));
    recovery.page(page(...missing.slice(1000)));
    assert.equal(recovery.unread, undefined);
    recovery.release();
    assert.deepEqual(said, Array.from({ length: 2090 }, (_, index) => index + 11));
  });

  it("begins anew where the epoch is another, by a join, a page, or the server's word", () => {
    following();
    recovery.joined({ epoch: "f", offset: 3, recovered: false }, true);
    recovery.message(message(4));
    recovery.joined({ epoch: "f", offset: 9, recovered: false }, true);
    recovery.page({ epoch: "g", offset: 2, oldest: 1, messages: [message(1), message(2)] });
    recovery.message(message(3));
    recovery.reset({ epoch: "g", offset: 7 });
    recovery.message(message(7));
    assert.deepEqual(said, [
      { reset: { epoch: "f", offset: 3 } },
      4,
      { reset: { epoch: "g", offset: 2 } },
      3,
      { reset: { epoch: "g", offset: 7 } },
    ]);
  });

  it("begins anew where the server knows less than was said", () => {
    following();
    recovery.joined({ epoch: "e", offset: 5, recovered: false }, true);
    assert.deepEqual(said, [{ reset: { epoch: "e", offset: 5 } }]);
  });

  it("does not hand out what was published without echo, and moves over it", () => {
    following();
    recovery.published("e", 12);
    recovery.message(message(11));
    assert.deepEqual(recovery.position, { epoch: "e", offset: 12 });
    recovery.published("e", 13);
    assert.deepEqual(recovery.position, { epoch: "e", offset: 13 });
    recovery.published("e", 15);
    recovery.joined({ epoch: "e", offset: 13, recovered: true }, true);
    [14, 15, 16].forEach((offset) => recovery.message(message(offset)));
    assert.deepEqual(said, [11, 14, 16]);
  });

  it("forgets what it held when the connection ends: it comes again", () => {
    following();
    recovery.joined({ epoch: "e", offset: 20, recovered: false }, true);
    recovery.message(message(21));
    recovery.stop();
    assert.deepEqual(recovery.position, { epoch: "e", offset: 10 });
    assert.equal(recovery.unread, undefined);
  });
});
