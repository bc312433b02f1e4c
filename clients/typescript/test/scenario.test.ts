import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { bson } from "../src/bson.js";
import { Client, type Codec, json } from "../src/node.js";
import { msgpack } from "../src/msgpack.js";
import { Proxy } from "./support/proxy.js";
import { Server, token } from "./support/server.js";
import { next } from "./support/wait.js";

let server: Server;
before(async () => (server = await Server.start()));
after(() => server.stop());

/** Whether this runtime shows what a number was written as. */
let exact = false;
JSON.parse("1", (_key: string, value: unknown, context?: { source?: string }) => ((exact = context?.source === "1"), value));

const formats: Record<string, Codec> = { json, msgpack: msgpack(), bson: bson() };

for (const [format, codec] of Object.entries(formats)) {
  describe(`In ${format}`, () => {
    const client = (user: string) => new Client(server.url, { token: token(user), codec });

    it("a client joins, publishes, hears, reads, and leaves", async () => {
      const [ada, grace] = [client("ada"), client("grace")];
      const welcome = await ada.open();
      assert.equal(welcome.user, "ada");
      assert.equal(welcome.format, format);
      assert.deepEqual(ada.state, { name: "open", welcome });

      const room = `stream:${format}`;
      const joined = await grace.room(room).join();
      assert.equal(joined.offset, 0);
      const heard = next(grace.room(room), "message");
      await ada.room(room).join();
      const published = await ada.room(room).publish({ text: "grüße", list: [1, -2, 1.5, null, true] });
      assert.equal(published.offset, 1);
      assert.equal(published.epoch, joined.epoch);
      const message = await heard;
      assert.deepEqual(message.data, { text: "grüße", list: [1, -2, 1.5, null, true] });
      assert.deepEqual(message.from, { user: "ada", connection: welcome.connection });
      assert.equal(typeof message.time, "number");
      assert.deepEqual(grace.room(room).position, { epoch: joined.epoch, offset: 1 });

      const history = await grace.room(room).history();
      assert.equal(history.offset, 1);
      assert.deepEqual(history.messages, [message]);
      await grace.room(room).leave();
      assert.equal(grace.room(room).state, "idle");

      const values = { large: 2n ** 62n, long: 2 ** 40, negative: -(2 ** 35), half: 0.5, nothing: null, text: "🔔" };
      const back = next(ada.room(room), "message");
      await ada.room(room).publish(values);
      const { data } = (await back) as { data: typeof values };
      // JSON alone needs a runtime that shows what a number was written as.
      assert.deepEqual(data, { ...values, large: format === "json" && !exact ? Number(values.large) : values.large });

      await assert.rejects(ada.room("$nothing").join(), { code: "forbidden", retryable: false });
      await assert.rejects(ada.room("plain").history(), { code: "not_found" });
      const server = next(ada.room("$server"), "message");
      await ada.room("$server").join();
      assert.deepEqual((await server).data, await ada.info());
      ada.close();
      grace.close();
      assert.deepEqual(ada.state, { name: "closed", code: 1000, reason: "closed by this client" });
    });

    it("a client goes on where it was when its connection broke", async () => {
      const proxy = await Proxy.to(server.port);
      const away = new Client(`ws://127.0.0.1:${proxy.port}/ws`, { token: token("away"), codec, reconnect: { base: 10 } });
      const there = client("there");
      const room = `stream:cut-${format}`;
      const all: unknown[] = [];
      away.room(room).on("message", ({ data }) => all.push(data));
      await Promise.all([away.room(room).join(), there.room(room).join()]);
      proxy.refuse();
      proxy.cut();
      await there.room(room).publish(1);
      const second = away.room(room).publish(2);
      await there.room(room).publish(3);
      proxy.refuse(false);
      assert.equal((await second).offset, 3);
      await there.room(room).publish(4);
      if (!all.includes(4)) {
        await next(away.room(room), "message", ({ data }) => data === 4);
      }
      assert.deepEqual(all, [1, 3, 2, 4]);
      away.close();
      there.close();
      await proxy.close();
    });
  });
}
