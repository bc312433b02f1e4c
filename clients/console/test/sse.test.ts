import assert from "node:assert/strict";
import { test } from "node:test";
import { happeningOf } from "../src/app/follow/events.js";
import { EventReader } from "../src/app/follow/sse.js";

const STREAM =
  "retry: 1000\nid: x:1\n\n: quiet\n\nevent: message\nid: x:2\ndata: {\"a\":\ndata: 1}\n\nevent:left\ndata:bye\n\ndata\n\n";

const EVENTS = [
  { type: "message", data: '{"a":\n1}' },
  { type: "left", data: "bye" },
  { type: "message", data: "" },
];

test("events are the same in whatever pieces and with whatever ends of lines they come", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = STREAM.replace(/\n/g, end) + ":";
    for (const size of [1, 2, 3, 7, 1000]) {
      const reader = new EventReader();
      const events = [];
      for (let from = 0; from < text.length; from += size) {
        events.push(...reader.read(text.slice(from, from + size)));
      }
      assert.deepEqual(events, EVENTS, `${JSON.stringify(end)} by ${size}`);
      assert.equal(reader.lastEventId, "x:2");
      assert.equal(reader.retry, 1000);
    }
  }
});

test("a place counts when its event is whole, and an empty one takes it back", () => {
  const reader = new EventReader();
  reader.read("id: x:1\ndata: 1\n\nid: x:2\ndata: 2\n");
  assert.equal(reader.lastEventId, "x:1");

  reader.read("\n");
  assert.equal(reader.lastEventId, "x:2");

  reader.read("id\ndata: 3\n\n");
  assert.equal(reader.lastEventId, undefined);
});

test("where the server was left stays known while a new stream says nothing", () => {
  const reader = new EventReader("x:7");

  reader.read("retry: soon\ndata: 1\n\n");

  assert.equal(reader.lastEventId, "x:7");
  assert.equal(reader.retry, undefined);
});

test("events are what has happened, and those of later servers are passed over", () => {
  const data = '{"type":"message","room":"a","data":9007199254740993,"from":{"user":"ada"},"time":5,"offset":3}';

  const said = happeningOf({ type: "message", data });

  assert.equal(said?.kind, "message");
  assert.equal(said?.kind === "message" && said.offset, 3);
  const closed = happeningOf({ type: "close", data: '{"type":"close","code":4002,"reason":"out"}' });
  assert.deepEqual(closed, { kind: "closed", code: 4002, reason: "out" });
  assert.deepEqual(happeningOf({ type: "reset", data: '{"type":"reset","room":"a"}' }), { kind: "reset" });
  assert.equal(happeningOf({ type: "later", data: "{}" }), undefined);
});
