import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, steady } from "../src/app/steady.js";

interface Room {
  readonly name: string;
  readonly members: number;
}

const keyOf = ({ name }: Room) => name;
const told = (rows: ReturnType<typeof steady<Room>>) =>
  rows.map(({ row, gone }) => `${row.name} ${row.members}${gone ? " gone" : ""}`);

test("rows keep their places, with what is known now, and those that are gone are told", () => {
  const before = steady([], [{ name: "a", members: 3 }, { name: "b", members: 2 }, { name: "c", members: 1 }], keyOf);

  const after = steady(before, [{ name: "c", members: 9 }, { name: "d", members: 4 }, { name: "a", members: 3 }], keyOf);

  assert.deepEqual(told(after), ["a 3", "b 2 gone", "c 9", "d 4"]);
});

test("a row that comes back is where it was", () => {
  const both = steady([], [{ name: "a", members: 1 }, { name: "b", members: 1 }], keyOf);
  const gone = steady(both, [{ name: "b", members: 1 }], keyOf);

  assert.deepEqual(told(steady(gone, [{ name: "b", members: 1 }, { name: "a", members: 2 }], keyOf)), ["a 2", "b 1"]);
});

test("rows do not become more and more while somebody points at them", () => {
  const rowsOf = (n: number) => Array.from({ length: 100 }, (_, i) => ({ name: `${n}-${i}`, members: 1 }));
  let kept = steady([], rowsOf(0), keyOf);

  for (let n = 1; n < 10; n++) {
    kept = steady(kept, rowsOf(n), keyOf);
  }

  assert.equal(kept.length, MOST);
  assert.equal(kept[0]?.row.name, "0-0");
});
