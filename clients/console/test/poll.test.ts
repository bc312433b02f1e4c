import assert from "node:assert/strict";
import { test } from "node:test";
import { Poll, type Surroundings } from "../src/app/poll.js";
import { Problem } from "../src/shared/problem.js";

/** A page whose timers run when they are told to. */
class Page implements Surroundings {
  visible = true;
  waits: { ms: number; run: () => void }[] = [];
  changed = () => {};

  now = () => 7;
  isVisible = () => this.visible;

  after(ms: number, run: () => void): () => void {
    const wait = { ms, run };
    this.waits.push(wait);
    return () => (this.waits = this.waits.filter((each) => each !== wait));
  }

  onVisible(changed: () => void): () => void {
    this.changed = changed;
    return () => (this.changed = () => {});
  }

  show(visible: boolean): void {
    this.visible = visible;
    this.changed();
  }

  async goOn(): Promise<number | undefined> {
    const wait = this.waits.shift();
    wait?.run();
    await settled();
    return wait?.ms;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("is asked again after each answer, and not while nobody looks", async () => {
  const page = new Page();
  let asked = 0;
  const poll = new Poll(async () => ++asked, { every: 2_000 }, page);
  poll.start();
  await settled();
  assert.deepEqual(poll.state.value, { data: 1, at: 7, loading: false });
  assert.equal(await page.goOn(), 2_000);
  assert.equal(poll.state.value.data, 2);
  page.show(false);
  assert.equal(page.waits.length, 0);
  page.show(true);
  await settled();
  assert.equal(asked, 3);
  poll.stop();
  assert.equal(page.waits.length, 0);
});

test("what was known stays where asking fails, and it is asked less and less often", async () => {
  const page = new Page();
  let fails = false;
  const poll = new Poll(
    async () => {
      if (fails) {
        throw Problem.unreachable();
      }
      return "known";
    },
    { every: 2_000, cap: 10_000 },
    page,
  );
  poll.start();
  await settled();
  fails = true;
  const waits = [];
  for (let i = 0; i < 5; i++) {
    waits.push(await page.goOn());
  }
  assert.deepEqual(waits, [2_000, 2_000, 4_000, 8_000, 10_000]);
  assert.equal(poll.state.value.data, "known");
  assert.equal(poll.state.value.problem?.error, "unreachable");
  fails = false;
  await page.goOn();
  assert.equal(poll.state.value.problem, undefined);
});

test("what is not there is not asked for again by itself", async () => {
  const page = new Page();
  const poll = new Poll(() => Promise.reject(new Problem(404, "not_found", "no such connection")), { every: 2_000 }, page);
  poll.start();
  await settled();
  assert.equal(page.waits.length, 0);
  assert.equal(poll.state.value.loading, false);
});

test("an answer that nobody waits for any more changes nothing", async () => {
  const page = new Page();
  const answers: ((value: string) => void)[] = [];
  const poll = new Poll(() => new Promise<string>((resolve) => answers.push(resolve)), { every: 2_000 }, page);
  poll.start();
  poll.again();
  answers[1]?.("new");
  await settled();
  answers[0]?.("old");
  await settled();
  assert.equal(poll.state.value.data, "new");
});
