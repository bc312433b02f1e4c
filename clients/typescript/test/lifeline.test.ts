import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { Client, type ClientOptions, Hopeless } from "../src/node.js";
import type { Clock } from "./support/clock.js";
import { JWT, pair } from "./support/pair.js";
import { next, reached, within } from "./support/wait.js";

/** In how many ms the next attempt is. */
async function wait(client: Client, clock: Clock): Promise<number> {
  const state = await reached(client, "waiting");
  return state.name === "waiting" ? state.until - clock.now() : NaN;
}

describe("After a close", () => {
  for (const code of [1000, 1002, 1003, 1007, 1009, 4000, 4002]) {
    it(`with ${code} a client stops, says so to all who wait, and never connects again`, async () => {
      const { server, client, clock } = await pair({ token: () => JWT });
      server.answer = () => undefined;
      await client.open();
      const info = assert.rejects(client.info(), { code: "closed", closeCode: code });
      const joined = assert.rejects(client.room("r").join(), { code: "closed" });
      server.socket!.close(code, "because");
      const closed = await reached(client, "closed");
      assert.equal(closed.name === "closed" && closed.code, code);
      assert.equal(closed.name === "closed" && closed.reason, "because");
      await Promise.all([info, joined]);
      assert.deepEqual(clock.pending, []);
      clock.back();
      assert.equal(server.attempts, 1);
      await assert.rejects(client.room("r").join(), { code: "closed" });
    });
  }

  for (const code of [1001, 1008, 1011, 1012, 4001, 4003, 4321]) {
    it(`with ${code} a client comes back`, async () => {
      const { server, client, clock } = await pair({ token: () => JWT });
      await client.open();
      server.socket!.close(code, "because");
      assert.equal(await wait(client, clock), 250);
      clock.advance(250);
      await reached(client, "open");
      assert.equal(server.attempts, 2);
    });
  }

  it("for an expired token a client with a fixed one stops", async () => {
    const { server, client } = await pair();
    await client.open();
    server.socket!.close(4001);
    await reached(client, "closed");
  });

  it("waits get longer until a connection has lasted, and no wait is cut short of what the server asks for", async () => {
    const { server, client, clock } = await pair();
    await client.open();
    for (const expected of [250, 500, 1000]) {
      server.socket!.terminate();
      assert.equal(await wait(client, clock), expected);
      clock.advance(expected);
      await reached(client, "open");
    }
    clock.advance(10_000);
    server.socket!.close(1013);
    assert.equal(await wait(client, clock), 5250);
    clock.back();
    assert.equal(await wait(client, clock), 5000);
  });

  it("that was announced the server's pace is kept, and it is no failure", async () => {
    const { server, client, clock } = await pair();
    await client.open();
    for (const _ of [1, 2, 3]) {
      const notice = next(client, "notice");
      server.say({ type: "notice", event: "draining", in: 0 });
      assert.deepEqual(await notice, { event: "draining", in: 0 });
      server.socket!.close(1012);
      assert.equal(await wait(client, clock), 250);
      clock.advance(250);
      await reached(client, "open");
    }
  });

  it("a client that is not to come back does not", async () => {
    const { server, client } = await pair({ reconnect: false });
    await client.open();
    server.socket!.terminate();
    const state = await reached(client, "closed");
    assert.equal(state.name === "closed" && state.code, 1006);
  });

  it("a client can be opened again by who hears of it", async () => {
    const { server, client } = await pair();
    await client.open();
    const opened = new Promise((resolve) => {
      const off = client.on("state", ({ name }) => {
        if (name === "closed") {
          off();
          resolve(client.open());
        }
      });
    });
    server.socket!.close(4000);
    await within(opened, "the second welcome");
    assert.equal(client.state.name, "open");
  });

  it("a client can be opened again, and is back in its rooms", async () => {
    const { server, client } = await pair();
    const room = client.room("r");
    await room.join();
    client.close();
    await client.open();
    await next(room, "joined");
    assert.equal(server.asked.filter(({ type }) => type === "join").length, 2);
  });
});

describe("A refused handshake", () => {
  it("ends a client with a fixed token, which learns why", async () => {
    const { server, client } = await pair();
    server.refusal = { status: 401, reason: "the token was revoked" };
    await assert.rejects(client.open(), { code: "closed", status: 401, reason: "the token was revoked" });
    assert.equal(server.attempts, 1);
  });

  it("has a token function asked again", async () => {
    const tokens = ["a", "b"];
    const { server, client, clock } = await pair({ token: () => tokens.shift()! });
    server.refusal = { status: 401, reason: "expired" };
    const opened = client.open();
    await wait(client, clock);
    server.refusal = undefined;
    clock.advance(250);
    await opened;
    assert.deepEqual(tokens, []);
  });

  it("is followed by a wait as long as Retry-After says", async () => {
    const { server, client, clock } = await pair();
    server.refusal = { status: 503, headers: { "retry-after": "7" }, reason: "full" };
    const opened = client.open();
    opened.catch(() => {});
    assert.equal(await wait(client, clock), 7250);
  });
});

describe("A token function", () => {
  it("that fails is asked again, and one that says so is not", async () => {
    let fails = 0;
    const { client, clock } = await pair({
      token: () => {
        throw ++fails < 3 ? new Error("not now") : new Hopeless("signed out");
      },
    });
    const opened = assert.rejects(client.open(), { code: "closed", reason: "signed out" });
    for (const expected of [250, 500]) {
      const state = await next(client, "state", ({ name }) => name === "waiting");
      assert.equal(state.name === "waiting" && state.cause.reason, "no token: not now");
      assert.equal(state.name === "waiting" && state.until - clock.now(), expected);
      clock.advance(expected);
    }
    await opened;
    assert.deepEqual(clock.pending, []);
  });

  it("is waited for for 10 s, and told that nobody waits any more", async () => {
    let given: AbortSignal | undefined;
    const { client, clock } = await pair({
      token: ({ signal }) => {
        given = signal;
        return new Promise(() => {});
      },
    });
    client.open().catch(() => {});
    await within(Promise.resolve(), "the question");
    clock.advance(10_000);
    assert.equal(await wait(client, clock), 250);
    assert.equal(given!.aborted, true);
  });

  it("is asked when the token expires, again where it fails, and the connection goes on", async () => {
    let asked = 0;
    const { server, client, clock } = await pair({
      token: ({ user }) => {
        if (++asked === 2) {
          throw new Error("not now");
        }
        return user === undefined ? "first" : `for-${user}`;
      },
    });
    const refreshed = new Promise<void>((resolve) => {
      server.answer = ({ type }) => (type === "refresh" ? (resolve(), { expires: 42 }) : {});
    });
    await client.open();
    const expiring = next(client, "expiring");
    server.say({ type: "notice", event: "expiring", in: 30_000 });
    await expiring;
    const failed = next(client, "error");
    clock.advance(5000);
    assert.equal((await failed).code, "token");
    clock.advance(250);
    await within(refreshed, "the refresh");
    await client.info();
    assert.deepEqual(server.asked[0], { type: "refresh", id: 1, token: "for-ada" });
    assert.equal(client.welcome?.expires, 42);
    assert.equal(server.attempts, 1);
  });
});

describe("A page", () => {
  it("that has its network back tries at once, and asks whether an open connection is one", async () => {
    const { server, client, clock } = await pair();
    await client.open();
    server.socket!.terminate();
    await reached(client, "waiting");
    clock.back();
    await reached(client, "open");
    server.answer = () => undefined;
    clock.back();
    clock.advance(5000);
    const state = client.state;
    assert.equal(state.name === "waiting" && state.cause.reason, "the server does not answer");
  });

  it("without a network tries seldom", async () => {
    const { server, client, clock } = await pair();
    await client.open();
    clock.offline = true;
    server.socket!.terminate();
    assert.equal(await wait(client, clock), 15_000);
  });

  it("whose machine has slept asks whether the connection is still one", async () => {
    const { server, client, clock } = await pair();
    await client.open();
    clock.sleep(3_600_000);
    clock.advance(0);
    await client.info();
    assert.deepEqual(server.asked.map(({ type }) => type), ["ping", "info"]);
    assert.equal(client.state.name, "open");
  });
});

describe("A server that says nothing", () => {
  it("is given up when no welcome comes", async () => {
    const { server, client, clock } = await pair();
    server.welcome = { type: "other" };
    client.open().catch(() => {});
    while (!server.socket) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    clock.advance(10_000);
    assert.equal(await wait(client, clock), 250);
  });
});

describe("A client", () => {
  it("is not made of what cannot be meant", () => {
    const make = (url: string, options: object) => () => new Client(url, options as ClientOptions);
    assert.throws(make("ws://h/ws", {}), /token is a text/);
    assert.throws(make("ws://h/ws", { token: "a b" }), /token is a text/);
    assert.throws(make("ftp://h/ws", { token: JWT }), /begins with ws:/);
    assert.throws(make("/ws", { token: JWT }), /not a URL/);
    assert.throws(make("ws://h/ws", { token: JWT, timeout: "soon" }), /timeout is a number/);
    assert.throws(make("ws://h/ws", { token: JWT, queue: { bytes: -1 } }), /bytes is a number/);
  });

  it("takes a token as it stands in a file", async () => {
    const { client } = await pair({ token: `${JWT}\n` });
    await client.open();
    const { client: asking } = await pair({ token: () => `${JWT}\r\n` });
    await asking.open();
  });

  it("knows at once that nobody is there, also by the WebSocket of Node, which tells of no close", async () => {
    // Who has not been told waits 10 s for the welcome.
    const source = `
      import { Client } from ${JSON.stringify(new URL("../src/node.js", import.meta.url).href)};
      const began = Date.now();
      const client = new Client("ws://127.0.0.1:1/ws", { token: "a.b.c", reconnect: false });
      await client.open().catch(({ closeCode, reason }) => console.log(closeCode, reason, Date.now() - began < 10000));`
    const options = ["--experimental-websocket", "--input-type=module", "-e", source];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    assert.equal(stdout, "1006 the server cannot be reached true\n");
  });

  it("tells of what cannot be read, and goes on", async () => {
    const { server, client } = await pair();
    await client.open();
    const error = next(client, "error");
    server.socket!.send("{");
    assert.equal((await error).code, "undecodable");
    await client.info();
  });
});
