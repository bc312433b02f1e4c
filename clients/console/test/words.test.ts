import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, bytes, count, duration, millis, percent, rate } from "../src/app/format.js";
import { Tracks } from "../src/app/overview/tracks.js";
import { href, routeOf } from "../src/app/route.js";
import { closeCode, closeOf, handshake } from "../src/app/words.js";

test("numbers are written with the digits that count", () => {
  assert.equal(count(12345.6), "12,346");
  assert.equal(count(null), "–");
  assert.deepEqual([0, 0.254, 3.14159, 31.25, 310.4, 9_999, 12_345].map(brief), ["0", "0.25", "3.14", "31.3", "310", "9,999", "12.3k"]);
  assert.equal(rate(2.5), "2.5/s");
  assert.deepEqual([0, 1023, 1536, 5 * 2 ** 30].map(bytes), ["0 B", "1,023 B", "1.5 KiB", "5 GiB"]);
  assert.equal(percent(0.1234), "12.3%");
  assert.equal(millis(0.25), "0.25 ms");
  assert.equal(millis(1234), "1.23 s");
});

test("times are written in their two largest units", () => {
  const minute = 60_000;
  assert.deepEqual(
    [0, 59_999, minute, 61_000, 60 * minute, 150 * minute, 26 * 60 * minute, -5].map(duration),
    ["0 s", "59 s", "1 min", "1 min 1 s", "1 h", "2 h 30 min", "1 d 2 h", "0 s"],
  );
});

test("codes have words, and those that nobody knows stay numbers", () => {
  assert.equal(closeCode(4003), "4003 slow consumer");
  assert.equal(closeCode("4711"), "4711");
  assert.equal(closeOf("server 4003"), "4003 slow consumer, by server");
  assert.equal(closeOf("client other"), "other, by client");
  assert.equal(handshake("no_such_result"), "no such result");
});

test("an address leads where it says, whatever names have in them", () => {
  const names = ["chat:lobby", "a/b", "50% off?", "ünï#1", "a b"];
  for (const name of names) {
    const to = href("rooms", name, { match: "a*&b", none: undefined, empty: "" });
    assert.deepEqual(routeOf(to), { page: "rooms", argument: name, query: { match: "a*&b" } });
  }
  assert.equal(href("rooms", "chat:a/b"), "#/rooms/chat:a/b");
  assert.deepEqual(routeOf(""), { page: "", query: {} });
  assert.deepEqual(routeOf("#/rooms/100%"), { page: "rooms", argument: "100%", query: {} });
  assert.deepEqual(routeOf("#/?node=n"), { page: "", query: { node: "n" } });
});

test("a series keeps its colour", () => {
  const tracks = new Tracks({ accepted: 0, full: 3 });
  assert.deepEqual(["x", "accepted", "y", "x", "z"].map((name) => tracks.of(name)), [1, 0, 2, 1, 4]);
});
