import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bson } from "../../src/bson.js";
import { realEnvironment } from "../../src/environment.js";
import { CarillonError } from "../../src/errors.js";
import { Iteration } from "../../src/iteration.js";
import { json } from "../../src/json.js";
import { msgpack } from "../../src/msgpack.js";

/** Whether this runtime shows what a number was written as. */
let exact = false;
JSON.parse("1", (_key: string, value: unknown, context?: { source?: string }) => ((exact = context?.source === "1"), value));

describe("JSON", () => {
  it("writes a bigint as an integer, whatever stands beside it", () => {
    const text = json.encode({ data: [2n ** 63n - 1n, -5n, "5n", { a: 1n }] });
    assert.equal(text, '{"data":[9223372036854775807,-5,"5n",{"a":1}]}');
  });

  it("reads integers beyond 2^53 exactly where the runtime can", () => {
    const { data } = json.decode('{"data":[9223372036854775807,9007199254740991,1.5e300,"9223372036854775807"]}') as any;
    assert.deepEqual(data, [exact ? 9223372036854775807n : 9223372036854775807, 9007199254740991, 1.5e300, "9223372036854775807"]);
  });

  it("does not take what it cannot express, and reads nothing that is not JSON", () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    assert.throws(() => json.encode(circle), TypeError);
    assert.throws(() => json.decode("{"), SyntaxError);
    assert.throws(() => json.decode(new ArrayBuffer(2)), SyntaxError);
  });
});

for (const codec of [msgpack(), bson()]) {
  describe(codec.subprotocol, () => {
    const around = (data: unknown) => {
      const bytes = codec.encode({ data }) as Uint8Array;
      return (codec.decode(new Uint8Array(bytes).buffer) as { data: unknown }).data;
    };

    it("keeps integers integers, as numbers where they are exact", () => {
      const integers = [0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, -(2 ** 53) + 1, 2n ** 63n - 1n, -(2n ** 63n)];
      assert.deepEqual(around(integers), integers);
      const bytes = Buffer.from(codec.encode({ data: 2 ** 40 }) as Uint8Array);
      assert.ok(bytes.includes(Buffer.from("010000000000", "hex")) || bytes.includes(Buffer.from("000000000001", "hex")));
    });

    it("takes no integer that has more than 64 bits", () => {
      for (const integer of [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n + 1n]) {
        assert.throws(() => codec.encode({ data: [integer] }), RangeError);
      }
    });

    it("keeps bytes and times", () => {
      const value = { bytes: new Uint8Array([0, 1, 255]), at: new Date(1_795_265_144_993), half: 0.5 };
      const { bytes, at, half } = around(value) as typeof value;
      assert.deepEqual([...bytes], [0, 1, 255]);
      assert.deepEqual(at, value.at);
      assert.equal(half, 0.5);
    });
  });
}

describe("An iteration", () => {
  it("gives what came before it was read, and what comes after", async () => {
    const iteration = new Iteration<number>(10, () => {});
    iteration.push(1);
    const all = [iteration.next(), iteration.next()];
    iteration.push(2);
    iteration.end();
    assert.deepEqual(await Promise.all(all), [
      { value: 1, done: false },
      { value: 2, done: false },
    ]);
    assert.deepEqual(await iteration.next(), { value: undefined, done: true });
  });

  it("ends with an error where it is too far behind, and gives what it had", async () => {
    let stopped = 0;
    const iteration = new Iteration<number>(3, () => stopped++);
    [1, 2, 3, 4].forEach((value) => iteration.push(value));
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const value of iteration) {
        seen.push(value);
      }
    }, { code: "overflow", reason: "the iterator is 3 messages behind" });
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(stopped, 1);
  });

  it("tells whoever waits of the error, and all others that there is nothing more", async () => {
    const iteration = new Iteration<number>(3, () => {});
    const waits = assert.rejects(iteration.next(), { code: "left" });
    iteration.end(new CarillonError("left", "gone"));
    await waits;
    assert.equal((await iteration.next()).done, true);
  });
});

describe("An iteration that somebody leaves", () => {
  it("says nothing of an error that came meanwhile", async () => {
    const iteration = new Iteration<number>(2, () => {});
    [1, 2].forEach((value) => iteration.push(value));
    for await (const value of iteration) {
      assert.equal(value, 1);
      break;
    }
    assert.deepEqual(await iteration.next(), { value: undefined, done: true });
  });
});

describe("A timer", () => {
  it("takes any time, and does not run at once where it is long", async () => {
    const { after } = realEnvironment(Math.random);
    const early = () => assert.fail("too early");
    const cancels = [2 ** 31, 1e300, Infinity].map((ms) => after(ms, early));
    await new Promise<void>((resolve) => after(20, resolve));
    cancels.forEach((cancel) => cancel());
  });
});
