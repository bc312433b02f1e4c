import assert from "node:assert/strict";
import { test } from "node:test";
import { patternOf } from "../src/app/search.js";

test("a text may stand anywhere in a name, and nothing is everything", () => {
  assert.equal(patternOf("lobby"), "**lobby**");
  assert.equal(patternOf("  chat: "), "**chat:**");
  assert.equal(patternOf("   "), undefined);
});

test("what has a star is a pattern already", () => {
  assert.equal(patternOf("chat:*"), "chat:*");
  assert.equal(patternOf("**:7"), "**:7");
});
