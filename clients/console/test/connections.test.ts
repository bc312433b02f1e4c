import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConnectionEvent } from "../src/app/api/types.js";
import { briefly, returnsAfter, toneOf, whyOf } from "../src/app/connections/endings.js";
import { kindOf, tell, textOf } from "../src/app/connections/events.js";
import { queryOf, questionOf, searchOf, soughtBy, wordsOf } from "../src/app/connections/search.js";

// ---- what is looked for

test("takes a text for what it looks like", () => {
  assert.deepEqual(soughtBy(" ada "), { kind: "user", text: "ada" });
  assert.deepEqual(soughtBy("shop:teller-12"), { kind: "user", text: "shop:teller-12" });
  assert.deepEqual(soughtBy("shop:*"), { kind: "match", text: "shop:*" });
  assert.deepEqual(soughtBy("10.1.2.3"), { kind: "address", text: "10.1.2.3" });
  assert.deepEqual(soughtBy("10.1.0.0/16"), { kind: "address", text: "10.1.0.0/16" });
  assert.deepEqual(soughtBy("2001:db8::7f"), { kind: "address", text: "2001:db8::7f" });
  assert.deepEqual(soughtBy("0-QrZ20venHAc_iQ"), { kind: "connection", text: "0-QrZ20venHAc_iQ" });
  assert.deepEqual(soughtBy("a-user-of-16-abc"), { kind: "user", text: "a-user-of-16-abc" });
});

test("takes what was copied from a log by its name", () => {
  assert.deepEqual(soughtBy("user=ada"), { kind: "user", text: "ada" });
  assert.deepEqual(soughtBy("connection=0-Qr"), { kind: "connection", text: "0-Qr" });
  assert.deepEqual(soughtBy('room="chat:a b"'), { kind: "room", text: "chat:a b" });
});

test("the address keeps the search", () => {
  const query = { state: "closed", user: "ada", room: "chat:1", node: "n1", code: "4003" };
  const search = searchOf(query);

  assert.deepEqual(search, {
    view: "closed",
    sought: { kind: "user", text: "ada" },
    also: [{ kind: "room", text: "chat:1" }],
    node: "n1",
    code: 4003,
  });
  assert.deepEqual(queryOf(search), query);
  assert.equal(wordsOf(search), "of the user “ada”, in the room “chat:1”, on the node n1, with 4003");
});

test("asks the server for as much", () => {
  assert.deepEqual(questionOf(searchOf({}), { limit: 50 }), { state: "open", limit: 50, node: undefined });
  assert.deepEqual(questionOf(searchOf({ state: "closed", code: "4003", address: "10.0.0.0/8" }), { limit: 50, cursor: "c" }), {
    state: "closed",
    address: "10.0.0.0/8",
    code: 4003,
    node: undefined,
    limit: 50,
    cursor: "c",
  });
});

test("nothing that is open has a code, and what is no code is none", () => {
  assert.equal(searchOf({ code: "4003" }).code, undefined);
  assert.equal(searchOf({ state: "closed", code: "slow" }).code, undefined);
});

// ---- how it has ended

test("says why a connection has ended", () => {
  assert.equal(
    whyOf({ side: "server", code: 4003, reason: "the queue passed its limit", queue: 1_258_291 }),
    "4003, it did not take what it was sent (1.2 MiB waited)",
  );
  assert.equal(whyOf({ side: "server", code: 3111, reason: "maintenance" }), "3111, a code of the application’s own: “maintenance”");
  assert.equal(whyOf({ side: "client", code: 1005, reason: "" }), "it gave no code");
  assert.equal(whyOf({ side: "network", code: 1006, reason: "the connection broke", cause: "reset by peer" }), "reset by peer");
  assert.equal(
    whyOf({ side: "network", code: 1008, reason: "no pong in time", cause: "ping timeout" }),
    "it answered no ping in time",
  );
});

test("says it briefly, and how bad it is", () => {
  assert.equal(briefly({ side: "server", code: 4003 }), "4003 slow consumer");
  assert.equal(briefly({ side: "network", code: 1006, cause: "reset by peer" }), "1006 network lost");
  assert.equal(briefly({ side: "client", code: 1000 }), "1000 normal (client)");
  assert.equal(toneOf({ side: "client", code: 1000 }), "dim");
  assert.equal(toneOf({ side: "server", code: 4001 }), "wait");
  assert.equal(toneOf({ side: "network", code: 1006 }), "bad");
});

test("says whether clients come back", () => {
  assert.match(returnsAfter({ side: "server", code: 4003 }), /connect again/);
  assert.match(returnsAfter({ side: "server", code: 4002 }), /do not connect again/);
  assert.equal(returnsAfter({ side: "client", code: 1000 }), "");
});

// ---- what has happened

const said = (event: Omit<ConnectionEvent, "time">) => textOf(tell({ time: 0, ...event } as ConnectionEvent));

test("tells of a recovery, and of one that failed", () => {
  assert.equal(
    said({ event: "joined", room: "feed", by: "client", epoch: "e", offset: 12, recovered: true }),
    "Joined feed, and recovered: the stream goes on where it had been (offset 12).",
  );
  assert.equal(
    said({ event: "joined", room: "feed", by: "client", epoch: "e", offset: 90, recovered: false, missed: { from: 12, to: 80 } }),
    "Joined feed without a recovery: 69 messages (offset 12 to 80) cannot be had any more (offset 90).",
  );
  assert.equal(
    said({ event: "joined", room: "feed", by: "client", epoch: "e", offset: 9, recovered: false }),
    "Joined feed without a recovery: its position is of another epoch (offset 9).",
  );
});

test("tells of rooms that a service has chosen", () => {
  assert.equal(said({ event: "joined", room: "alerts", by: "server" }), "Was put by a service into alerts.");
  assert.equal(said({ event: "left", room: "alerts", by: "server", reason: "full" }), "Was taken out of alerts: full.");
  assert.equal(said({ event: "left", room: "alerts", by: "client" }), "Left alerts.");
});

test("tells of what was refused", () => {
  assert.equal(
    said({ event: "refused", request: "publish", room: "orders", error: "forbidden", reason: "not allowed" }),
    "Asked to publish to orders, and was refused: forbidden, not allowed.",
  );
  assert.equal(
    said({ event: "refused", request: "call", error: "not_found", reason: "no such method" }),
    "Asked to call, and was refused: not_found, no such method.",
  );
  assert.equal(
    said({ event: "refused", error: "bad_request", reason: "not JSON" }),
    "Sent something that was refused: bad_request, not JSON.",
  );
});

test("tells of the end as the head of the page does", () => {
  assert.equal(
    said({ event: "closed", side: "server", code: 4002, reason: "the token was revoked", queue: 0 }),
    "Closed by the server: 4002, its token was revoked.",
  );
});

test("an event that is not known yet is told as it is", () => {
  assert.equal(said({ event: "paused", why: "cold", n: 3 }), "paused: why cold, n 3.");
  assert.equal(kindOf("paused"), "paused");
});
