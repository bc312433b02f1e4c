import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Client } from "../src/node.js";
import { client, collected } from "./support/clients.js";
import { Proxy } from "./support/proxy.js";
import { Server, token } from "./support/server.js";
import { next, reached, within } from "./support/wait.js";

let server: Server;
before(async () => (server = await Server.start({ "auth.expiring-notice": "8s" })));
after(() => server.stop());

/** How long tokens live that expire, in s: what is done with them in time may take some of it. */
const SHORT = 10;

describe("A token that expires", () => {
  it("is refreshed in time, on the same connection", async () => {
    let asked = 0;
    const ada = client(server.port, "ada", { token: () => token("ada", {}, ++asked === 1 ? SHORT : 600), random: () => 0 });
    const expiring = next(ada, "expiring"); // which may come together with the welcome
    const { connection, expires } = await ada.open();
    await expiring;
    // The refresh is answered before whatever is asked later.
    while (asked < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (ada.welcome!.expires === expires) {
      await within(ada.info(), "an answer");
    }
    assert.ok(ada.welcome!.expires! - expires! > 500_000);
    assert.equal(ada.connection, connection);
  });

  it("closes a client that has no other one, after a warning", async () => {
    const ada = client(server.port, "ada", { token: token("ada", {}, SHORT) });
    const expiring = next(ada, "expiring");
    await ada.open();
    assert.equal((await expiring).event, "expiring");
    const state = await reached(ada, "closed");
    assert.equal(state.name === "closed" && state.code, 4001);
  });
});

describe("What the server does not allow", () => {
  it("is told to whoever wanted it", async () => {
    const ada = client(server.port, "ada", { token: token("ada", { allow: { "open:*": ["join"] } }) });
    await assert.rejects(ada.room("secret").join(), { code: "forbidden", retryable: false });
    assert.equal(ada.room("secret").state, "refused");
    await ada.room("open:a").join();
    await assert.rejects(ada.room("open:a").publish(1), { code: "forbidden" });
    await assert.rejects(ada.room("open:a").history(), { code: "forbidden" });
    await assert.rejects(ada.call("nothing", 1), { code: "not_found" });
  });

  it("closes a client with a token that is none, and says why", async () => {
    const ada = client(server.port, "ada", { token: "no.such.token" });
    await assert.rejects(ada.open(), { code: "closed", status: 401 });
  });

  it("does not stop a client that can get another token", async () => {
    const tokens = ["no.such.token", token("ada")];
    const ada = client(server.port, "ada", { token: () => tokens.shift()! });
    const waiting = next(ada, "state", ({ name }) => name === "waiting");
    await ada.open();
    const state = await waiting;
    assert.equal(state.name === "waiting" && state.cause.status, 401);
  });
});

describe("Members", () => {
  it("are told of, counted and listed", async () => {
    const ada = client(server.port, "ada");
    const grace = client(server.port, "grace");
    const name = "presence:a";
    const entered = next(ada.room(name), "presence");
    assert.equal((await ada.room(name, { member: { mood: "fine" } }).join()).count, 1);
    assert.equal((await grace.room(name, { member: 7 }).join()).count, 2);
    const { event, member } = await entered;
    assert.deepEqual({ event, ...member }, { event: "join", user: "grace", connection: grace.connection, member: 7 });
    const { count, members } = await ada.room(name).members();
    assert.equal(count, 2);
    assert.deepEqual(members.find(({ user }) => user === "ada")?.member, { mood: "fine" });
    const gone = next(ada.room(name), "presence");
    await grace.room(name).leave();
    assert.equal((await gone).event, "leave");
  });

  it("of the whole server hear what is sent to them", async () => {
    const ada = client(server.port, "ada-direct");
    const grace = client(server.port, "grace");
    await ada.open();
    const heard = next(ada, "direct");
    assert.deepEqual(await grace.send({ user: "ada-direct" }, { n: 2 ** 40 }), { delivered: 1 });
    const { data, from } = await heard;
    assert.deepEqual(data, { n: 2 ** 40 });
    assert.equal(from.user, "grace");
  });
});

describe("A server that stops", () => {
  it("drains; its clients come back to the next one, and learn where its streams begin", async () => {
    const first = await Server.start();
    const proxy = await Proxy.to(first.port);
    const ada = client(proxy.port, "ada");
    const room = ada.room<number>("stream:restart");
    const all = collected(room);
    await room.join();
    await room.publish(1);
    const { epoch } = room.position!;
    const notice = next(ada, "notice");
    const ended = next(ada, "state", ({ name }) => name === "waiting");
    const stopped = first.stop();
    assert.equal((await notice).event, "draining");
    const waiting = await ended;
    assert.equal(waiting.name === "waiting" && waiting.cause.closeCode, 1012);
    proxy.refuse();
    await stopped;
    const published = room.publish(2);
    const second = await Server.start();
    try {
      const reset = next(room, "reset");
      proxy.redirect(second.port);
      proxy.refuse(false);
      const position = await reset;
      assert.notEqual(position.epoch, epoch);
      assert.deepEqual(await within(published, "the publication"), { epoch: position.epoch, offset: 1 });
      await room.publish(3);
      assert.deepEqual(all, [1, 2, 3]);
    } finally {
      ada.close();
      await proxy.close();
      await second.stop();
    }
  });
});

it("A client is told which of its logins is another one's", async () => {
  const strict = await Server.start({ "limits.sessions": "{max: 1, policy: close-oldest}" });
  try {
    const old = client(strict.port, "ada");
    await old.open();
    const closed = reached(old, "closed");
    await client(strict.port, "ada").open();
    const state = await closed;
    assert.equal(state.name === "closed" && state.code, 4000);
  } finally {
    await strict.stop();
  }
});

it("A relative address counts from the page", () => {
  const page = globalThis as { location?: { href: string } };
  page.location = { href: "https://example.com/app/" };
  try {
    const urls: string[] = [];
    class Refusing {
      constructor(url: string) {
        urls.push(url);
        throw new Error("no sockets here");
      }
    }
    const made = new Client("../ws", { token: "a.b.c", WebSocket: Refusing as never });
    return assert.rejects(made.open(), { reason: "no sockets here" }).then(() => assert.deepEqual(urls, ["wss://example.com/ws"]));
  } finally {
    delete page.location;
  }
});
