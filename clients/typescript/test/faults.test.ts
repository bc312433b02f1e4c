import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Room } from "../src/node.js";
import { client, collected } from "./support/clients.js";
import { Proxy } from "./support/proxy.js";
import { Server } from "./support/server.js";
import { next, reached, within } from "./support/wait.js";

let server: Server;
let proxy: Proxy;
before(async () => {
  server = await Server.start();
  proxy = await Proxy.to(server.port);
});
after(async () => {
  await proxy.close();
  await server.stop();
});
afterEach(() => {
  proxy.refuse(false);
  proxy.thaw();
  proxy.delay(0);
});

/** When everything up to that value has been handed out. */
async function heard(room: Room<number>, all: number[], last: number): Promise<void> {
  if (!all.includes(last)) {
    await next(room, "message", ({ data }) => data === last);
  }
}

describe("Where the connection is cut", () => {
  it("a client goes on with what it has missed, each message once and in order", async () => {
    const away = client(proxy.port, "away").room<number>("stream:missed");
    const there = client(server.port, "there").room<number>("stream:missed");
    const all = collected(away);
    await Promise.all([away.join(), there.join()]);
    await there.publish(1);
    await heard(away, all, 1);
    proxy.refuse();
    proxy.cut();
    for (let data = 2; data <= 20; data++) {
      await there.publish(data);
    }
    const joined = next(away, "joined");
    proxy.refuse(false);
    const again = await joined;
    assert.equal(again.first, false);
    assert.equal(again.recovered, true);
    await heard(away, all, 20);
    assert.deepEqual(all, Array.from({ length: 20 }, (_, index) => index + 1));
    assert.equal(away.position?.offset, 20);
  });

  for (const passing of [true, false]) {
    it(`a publication that the server ${passing ? "has" : "does not have"} is in the stream once, and in its place`, async () => {
      const name = `stream:once-${passing}`;
      const ada = client(proxy.port, "ada").room<number>(name);
      const all = collected(ada);
      await ada.join();
      await ada.publish(1);
      const cut = proxy.cutAt(`"data":2`, passing);
      const published = [2, 3, 4].map((data) => ada.publish(data));
      await within(cut, "the cut");
      const results = await within(Promise.all(published), "the publications");
      assert.deepEqual(results.map(({ offset }) => offset), [2, 3, 4]);
      assert.equal(results[0]!.duplicate ?? false, passing);
      const history = await ada.history();
      assert.deepEqual(history.messages.map(({ data }) => data), [1, 2, 3, 4]);
      await heard(ada, all, 4);
      assert.deepEqual(all, [1, 2, 3, 4]);
    });
  }

  it("again and again, nothing is lost, doubled or out of order, with echo or without it", async () => {
    const ada = client(proxy.port, "ada").room<number>("stream:often");
    const grace = client(proxy.port, "grace").room<number>("stream:often");
    const [hers, all] = [collected(ada), collected(grace)];
    await Promise.all([ada.join(), grace.join()]);
    const written: Promise<unknown>[] = [];
    for (let data = 1; data <= 400; data++) {
      written.push(ada.publish(data, { echo: data % 2 === 0 }));
      if (data % 40 === 0) {
        // Some of what was published is answered, some is not, and some was not even sent.
        await Promise.race([written[data - 20], written[data - 1]]);
        proxy.cut();
      }
    }
    await within(Promise.all(written), "all publications");
    await heard(grace, all, 400);
    await heard(ada, hers, 400);
    assert.deepEqual(all, Array.from({ length: 400 }, (_, index) => index + 1));
    assert.deepEqual(hers, all.filter((data) => data % 2 === 0));
  });

  it("what was published without echo does not come back by way of the recovery", async () => {
    const ada = client(proxy.port, "ada").room<number>("stream:silent");
    const grace = client(server.port, "grace").room<number>("stream:silent");
    const all = collected(ada);
    await Promise.all([ada.join(), grace.join()]);
    await ada.publish(1, { echo: false });
    const cut = proxy.cutAt(`"data":2`, true);
    const published = ada.publish(2, { echo: false });
    await within(cut, "the cut");
    await grace.publish(3);
    assert.equal((await within(published, "the publication")).duplicate, true);
    await heard(ada, all, 3);
    await ada.publish(4);
    await heard(ada, all, 4);
    assert.deepEqual(all, [3, 4]);
  });

  it("a publication without an answer is lost in a plain room, and one that was not written waits", async () => {
    const c = client(proxy.port, "ada");
    const room = c.room<number>("plain:lost");
    await room.join();
    const cut = proxy.cutAt(`"data":1`, false);
    const lost = room.publish(1);
    await within(cut, "the cut");
    await assert.rejects(within(lost, "the loss"), { code: "lost" });
    proxy.refuse();
    const waits = room.publish(2);
    proxy.refuse(false);
    assert.deepEqual(await within(waits, "the publication"), {});
  });

  it("a plain room is joined again, and says that it cannot know what it missed", async () => {
    const room = client(proxy.port, "ada").room("plain:again");
    assert.equal("epoch" in (await room.join()), false);
    const joined = next(room, "joined");
    proxy.cut();
    const { first, recovered } = await joined;
    assert.deepEqual({ first, recovered }, { first: false, recovered: undefined });
    assert.equal(room.position, undefined);
  });

  it("what is gone is said to be missed, and what is kept is handed out before anything new", async () => {
    const away = client(proxy.port, "away").room<number>("short:missed");
    const there = client(server.port, "there").room<number>("short:missed");
    const all = collected(away);
    await Promise.all([away.join(), there.join()]);
    await there.publish(1);
    await heard(away, all, 1);
    proxy.refuse();
    proxy.cut();
    for (let data = 2; data <= 10; data++) {
      await there.publish(data);
    }
    const missed = next(away, "missed");
    proxy.refuse(false);
    assert.deepEqual(await missed, { from: 2, to: 5 });
    await heard(away, all, 10);
    await there.publish(11);
    await heard(away, all, 11);
    assert.deepEqual(all, [1, 6, 7, 8, 9, 10, 11]);
  });

  it("reads are asked again, and what may have an effect is not", async () => {
    const ada = client(proxy.port, "ada");
    await ada.open();
    proxy.delay(300);
    const info = ada.info();
    const sent = ada.send({ user: "nobody" }, 1);
    proxy.cut();
    await assert.rejects(within(sent, "the loss"), { code: "lost" });
    assert.equal((await within(info, "the information")).name, "carillon");
  });
});

describe("Where the network is silent", () => {
  it("a frozen connection is given up, and another one taken", async () => {
    // A server of its own: a machine that stands still for a while would have all connections given up that have so little time.
    const hasty = await Server.start({ "keepalive.interval": "1s", "keepalive.timeout": "1s" });
    const between = await Proxy.to(hasty.port);
    const ada = client(between.port, "ada");
    try {
      const room = ada.room<number>("stream:frozen");
      await room.join();
      const first = ada.connection;
      between.freeze();
      const waiting = await next(ada, "state", ({ name }) => name === "waiting");
      assert.equal(waiting.name === "waiting" && waiting.cause.reason, "the server does not answer");
      between.thaw();
      await reached(ada, "open");
      assert.notEqual(ada.connection, first);
    } finally {
      ada.close();
      await between.close();
      await hasty.stop();
    }
  });

  it("publications wait up to a bound, and come in their order", async () => {
    const ada = client(proxy.port, "ada", { queue: { messages: 3, bytes: 10_000 } });
    const room = ada.room<unknown>("stream:queue");
    await room.join();
    proxy.refuse();
    proxy.cut();
    await reached(ada, "waiting");
    const giving = new AbortController();
    const published = [1, 3].map((data) => room.publish(data));
    const withdrawn = assert.rejects(room.publish(2, { signal: giving.signal }), { name: "AbortError" });
    await assert.rejects(room.publish(4), { code: "queue_full", retryable: true });
    giving.abort();
    await withdrawn;
    await assert.rejects(room.publish("x".repeat(10_000)), { code: "queue_full" });
    proxy.refuse(false);
    assert.deepEqual((await within(Promise.all(published), "all")).map(({ offset }) => offset), [1, 2]);
    assert.deepEqual((await room.history()).messages.map(({ data }) => data), [1, 3]);
  });

  it("what can be written at once is not refused for what waits elsewhere", async () => {
    const ada = client(proxy.port, "ada", { queue: { messages: 0, bytes: 0 } });
    const room = ada.room<number>("stream:free");
    await room.join();
    assert.equal((await room.publish(1)).offset, 1);
    proxy.delay(100);
    void ada.room("stream:joining").join();
    await assert.rejects(ada.room("stream:joining").publish(1), { code: "queue_full" });
    assert.equal((await room.publish(2)).offset, 2);
  });
});
