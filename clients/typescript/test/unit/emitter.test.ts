import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { Emitter } from "../../src/emitter.js";

describe("An emitter", () => {
  it("tells its listeners in their order, each as often as it was given, until it is taken away", () => {
    const emitter = new Emitter<{ a: number }>();
    const heard: string[] = [];
    const twice = (value: number) => void heard.push(`twice ${value}`);
    const off = emitter.on("a", twice);
    emitter.on("a", twice);
    emitter.on("a", (value) => heard.push(`once ${value}`));
    emitter.emit("a", 1);
    off();
    off();
    emitter.emit("a", 2);
    assert.deepEqual(heard, ["twice 1", "twice 1", "once 1", "twice 2", "once 2"]);
  });

  it("does not let a listener that throws keep others from hearing, and does not hide its error", () => {
    const uncaught: (() => void)[] = [];
    const reporting = mock.method(globalThis, "queueMicrotask", (report: () => void) => uncaught.push(report));
    const emitter = new Emitter<{ a: number }>();
    const heard: number[] = [];
    emitter.on("a", () => {
      throw new Error("a listener's");
    });
    emitter.on("a", (value) => heard.push(value));
    emitter.emit("a", 1);
    reporting.mock.restore();
    assert.deepEqual(heard, [1]);
    assert.throws(uncaught[0]!, /a listener's/);
  });
});
