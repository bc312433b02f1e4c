import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WebSocket } from "ws";
import { collected } from "./support/clients.js";
import { pair } from "./support/pair.js";
import { next, reached, within } from "./support/wait.js";

const STREAM = { epoch: "e", offset: 0, recovered: true };

/** A stream room, left by its connection with something published in it that is not to come back, and is not answered. */
async function interrupted() {
  const { server, client, clock } = await pair();
  const room = client.room<number>("r");
  const seen = collected(room);
  server.answer = ({ type }) => (type === "join" ? STREAM : type === "publish" ? undefined : {});
  await room.join();
  const giving = new AbortController();
  const published = room.publish(1, { echo: false, signal: giving.signal });
  published.catch(() => {});
  await client.info();
  server.socket!.terminate();
  await reached(client, "waiting");
  const say = (offset: number) => server.say({ type: "message", room: "r", data: offset, from: {}, time: 0, offset });
  const back = async () => {
    clock.advance(250);
    await next(room, "joined");
  };
  return { server, client, clock, room, seen, giving, published, say, back };
}

describe("A room goes on when a publication that was not to come back", () => {
  it("is refused after it was sent again", async () => {
    const { server, room, published, say, back } = await interrupted();
    server.answer = ({ type }) => {
      if (type !== "publish") {
        return type === "join" ? STREAM : {};
      }
      say(1);
      return { code: "rate_limited", reason: "too many", retryable: true };
    };
    const message = next(room, "message");
    await back();
    await assert.rejects(published, { code: "rate_limited" });
    assert.equal((await message).data, 1);
  });

  it("is larger than the server takes now", async () => {
    const { server, client, seen, published, say, back } = await interrupted();
    server.welcome = { ...server.welcome, limits: { message: 80, rooms: 100 } };
    await back();
    await assert.rejects(published, { code: "too_large" });
    say(1);
    await client.info();
    assert.deepEqual(seen, [1]);
  });

  it("is given up by who made it", async () => {
    const { client, seen, giving, published, say, back, server } = await interrupted();
    server.answer = ({ type }) => (type === "join" ? STREAM : type === "publish" ? undefined : {});
    await back();
    say(1);
    await client.info();
    assert.deepEqual(seen, []);
    giving.abort();
    await assert.rejects(published, { name: "AbortError" });
    server.say({ type: "error", id: 2, code: "unavailable", reason: "no", retryable: true });
    await client.info();
    assert.deepEqual(seen, [1]);
  });
});

describe("What waits to be published", () => {
  it("goes when there is room again, also where what was before it is refused", async () => {
    let full = false;
    class Slow extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        Object.defineProperty(this, "bufferedAmount", { get: () => (full ? 1 << 21 : 0) });
      }
    }
    const { server, client } = await pair({ WebSocket: Slow as never });
    server.answer = ({ data }) => {
      full = false;
      return data === 1 ? { code: "invalid_data", reason: "no", retryable: false } : {};
    };
    await client.open();
    const room = client.room("r");
    const first = assert.rejects(room.publish(1), { code: "invalid_data" });
    full = true;
    const second = room.publish(2);
    await first;
    await within(second, "the second");
    assert.deepEqual(server.asked.map(({ data }) => data), [1, 2]);
  });
});

describe("What a room was told when it is left", () => {
  it("is not sent any more where it waits, and the server hears of nothing that it would refuse", async () => {
    const { server, client } = await pair();
    server.answer = ({ type }) => (type === "join" ? undefined : {});
    await client.open();
    const room = client.room("r");
    const joined = assert.rejects(room.join(), { code: "left" });
    const waiting = assert.rejects(room.publish(1), { code: "left" });
    await room.leave();
    await Promise.all([joined, waiting]);
    await client.info();
    assert.deepEqual(server.asked.map(({ type }) => type), ["join", "leave", "info"]);
  });

  it("may have been published where it was sent before", async () => {
    const { server, client, clock, room, published } = await interrupted();
    const waiting = assert.rejects(room.publish(2), { code: "left" });
    await room.leave();
    await assert.rejects(published, { code: "lost" });
    await waiting;
    clock.advance(250);
    await client.info();
    assert.deepEqual(server.asked.map(({ type }) => type), ["join", "publish", "info", "info"]);
  });

  it("is published where it is on its way", async () => {
    const { server, client } = await pair();
    const room = client.room("r");
    await room.join();
    const published = room.publish(1);
    await room.leave();
    await published;
    await client.info();
    assert.deepEqual(server.asked.map(({ type }) => type), ["join", "publish", "leave", "info"]);
  });
});
