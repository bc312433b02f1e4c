import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pair } from "./support/pair.js";
import { next, reached } from "./support/wait.js";

describe("A request", () => {
  it("that the server refuses rejects with all that it said", async () => {
    const { server, client } = await pair();
    const paths = [{ path: "/price", reason: "is a number" }];
    server.answer = ({ type }) => (type === "publish" ? { code: "invalid_data", reason: "does not fit", retryable: false, paths } : {});
    await assert.rejects(client.room("r").publish(1), { name: "CarillonError", code: "invalid_data", reason: "does not fit", paths });
    server.answer = () => ({ code: "rate_limited", reason: "too many", retryable: true, retryAfter: 500 });
    await assert.rejects(client.info(), { code: "rate_limited", retryable: true, retryAfter: 500 });
  });

  it("that is larger than the server takes is not sent", async () => {
    const { server, client } = await pair();
    await client.open();
    await assert.rejects(client.room("r").publish("é".repeat(32_768)), { code: "too_large" });
    await assert.rejects(client.send({ user: "u" }, "x".repeat(65_536)), { code: "too_large" });
    await client.info();
    assert.deepEqual(server.asked.map(({ type }) => type), ["info"]);
  });

  it("can be given up, and has its time", async () => {
    const { server, client, clock } = await pair();
    server.answer = () => undefined;
    await client.open();
    const giving = new AbortController();
    const aborted = client.call("m", 1, { signal: giving.signal });
    giving.abort(new Error("enough"));
    await assert.rejects(aborted, /enough/);
    await assert.rejects(client.call("m", 1, { signal: giving.signal }), /enough/);
    const late = client.info();
    clock.advance(10_000);
    await assert.rejects(late, { code: "timeout", retryable: true });
  });

  it("waits for a connection no longer than it has time", async () => {
    const { server, client, clock } = await pair({ timeout: 100 });
    server.refusal = { status: 503, reason: "full" };
    const info = client.info();
    clock.advance(100);
    await assert.rejects(info, { code: "timeout" });
  });

  it("to join is repeated where that makes sense, and ends the wish where it does not", async () => {
    const { server, client, clock } = await pair();
    const room = client.room("r");
    let times = 0;
    server.answer = ({ type }) => {
      if (type !== "join") {
        return {};
      }
      return ++times < 2
        ? { code: "unavailable", reason: "soon", retryable: true }
        : { code: "forbidden", reason: "no", retryable: false };
    };
    const refused = next(room, "refused");
    const joined = assert.rejects(room.join(), { code: "forbidden" });
    await client.info();
    clock.advance(250);
    assert.equal((await refused).code, "forbidden");
    await joined;
    assert.equal(room.state, "refused");
    server.socket!.terminate();
    await reached(client, "waiting");
    clock.advance(500);
    await reached(client, "open");
    await client.info();
    assert.equal(times, 2);
  });

  it("to join can be given up, and the room is not wanted any more", async () => {
    const { server, client } = await pair();
    server.answer = ({ type }) => (type === "join" ? undefined : {});
    await client.open();
    const giving = new AbortController();
    const joined = client.room("r").join({ signal: giving.signal });
    giving.abort();
    await assert.rejects(joined, { name: "AbortError" });
    assert.equal(client.room("r").state, "idle");
  });

  it("is never written by what came later", async () => {
    const { server, client } = await pair();
    const room = client.room("r");
    void room.join();
    const published = [1, 2].map((data) => room.publish(data));
    await Promise.all(published);
    assert.deepEqual(server.asked.map(({ type, data }) => data ?? type), ["join", 1, 2]);
  });
});

describe("A room", () => {
  it("whose member cannot be sent is refused, and nothing else is", async () => {
    const { client } = await pair();
    const circle: { self?: object } = {};
    circle.self = circle;
    const room = client.room("r", { member: circle });
    const refused = next(room, "refused");
    await assert.rejects(room.join(), { code: "unencodable" });
    assert.ok((await refused).cause instanceof TypeError);
    await client.room("other").join();
    await client.info();
  });

  it("that the server takes one out of is not joined again", async () => {
    const { server, client, clock } = await pair();
    const room = client.room("r");
    const reading = assert.rejects(async () => {
      for await (const _ of room) {
        assert.fail("there was no message");
      }
    }, { code: "left", reason: "not allowed any more" });
    await next(room, "joined");
    server.say({ type: "left", room: "r", reason: "not allowed any more" });
    await reading;
    assert.equal(room.state, "left");
    server.socket!.terminate();
    await reached(client, "waiting");
    clock.advance(250);
    await client.info();
    assert.equal(server.asked.filter(({ type }) => type === "join").length, 1);
  });

  it("is read until it is left, or somebody aborts", async () => {
    const { server, client } = await pair();
    const room = client.room<number>("r");
    const seen: number[] = [];
    const giving = new AbortController();
    const aborted = assert.rejects(async () => {
      for await (const { data } of room.messages({ signal: giving.signal })) {
        seen.push(data);
        giving.abort();
      }
    }, { name: "AbortError" });
    await next(room, "joined");
    server.say({ type: "message", room: "r", data: 1, from: {}, time: 0 });
    await aborted;
    const rest = room.messages();
    server.say({ type: "message", room: "r", data: 2, from: {}, time: 0 });
    await next(room, "message");
    await room.leave();
    for await (const { data } of rest) {
      seen.push(data);
    }
    assert.deepEqual(seen, [1, 2]);
  });

  it("hands out nothing after it was left", async () => {
    const { server, client } = await pair();
    const room = client.room("r");
    await room.join();
    room.on("message", () => assert.fail("a message"));
    server.answer = ({ type }) => {
      if (type === "leave") {
        server.say({ type: "message", room: "r", data: 1, from: {}, time: 0 });
      }
      return {};
    };
    await room.leave();
  });

  it("goes on from a position that was kept", async () => {
    const { server, client } = await pair();
    server.answer = () => ({ room: "r", epoch: "e", offset: 7, recovered: true });
    const room = client.room("r", { since: { epoch: "e", offset: 7 }, member: { name: "Ada" } });
    const joined = await room.join();
    assert.equal(joined.recovered, true);
    assert.deepEqual(server.asked[0], { type: "join", id: 1, room: "r", member: { name: "Ada" }, recover: { epoch: "e", offset: 7 } });
    assert.deepEqual(room.position, { epoch: "e", offset: 7 });
    assert.equal(client.room("r"), room);
  });

  it("that is not to be recovered is not", async () => {
    const { server, client, clock } = await pair();
    server.answer = () => ({ room: "r", epoch: "e", offset: 7 });
    const room = client.room("r", { recover: false });
    await room.join();
    server.socket!.terminate();
    await reached(client, "waiting");
    clock.advance(250);
    await next(room, "joined");
    assert.deepEqual(server.asked.map(({ recover }) => recover), [undefined, undefined]);
  });
});
