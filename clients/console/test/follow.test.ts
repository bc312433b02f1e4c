import assert from "node:assert/strict";
import { test } from "node:test";
import { Http } from "../src/app/api/http.js";
import type { Explained, Info } from "../src/app/api/types.js";
import { EventFollower } from "../src/app/follow/events.js";
import type { Happening, Standing } from "../src/app/follow/happening.js";
import { wayInto } from "../src/app/follow/way.js";

/** A server that answers one reader after the other, and what a follower makes of it until it has ended. */
async function followed(...answers: (() => Response)[]) {
  const asked: (string | null)[] = [];
  const heard: Happening[] = [];
  const stood: Standing[] = [];
  const waits: number[] = [];
  const http = new Http({ token: () => "t", refused: () => {} }, async (_, init) => {
    asked.push(new Headers(init?.headers).get("last-event-id"));
    const answer = answers.shift();
    if (!answer) {
      throw new TypeError("nobody there");
    }
    return answer();
  });
  await new Promise<void>((ended) => {
    const follower = new EventFollower(
      http,
      "a b",
      {
        happened: (happening) => heard.push(happening),
        stands: (standing) => {
          stood.push(standing);
          if (standing.name === "ended") {
            ended();
          }
        },
      },
      {
        now: () => 0,
        random: () => 1,
        sleep: async (ms) => {
          waits.push(ms);
          if (waits.length > 6) {
            follower.stop();
            ended();
          }
        },
      },
    );
    follower.start();
  });
  return { asked, heard: heard.map(({ kind }) => kind), stood, waits };
}

const headers = { "content-type": "text/event-stream", "carillon-connection": "c1" };
const events = (text: string) => () => new Response(text, { headers });
const said = (offset: number) =>
  `id: x:${offset}\nevent: message\ndata: {"data":${offset},"from":{},"time":0,"offset":${offset}}\n\n`;
const close = (code: number) => `event: close\ndata: {"code":${code},"reason":"because"}\n\n`;
const problem = (status: number) => () => Response.json({ error: "e", reason: "because" }, { status });

test("after a break it goes on where it was, when the server has said", async () => {
  const { asked, heard, waits, stood } = await followed(
    events(`retry: 3000\n\n${said(1)}`),
    events(`${said(2)}${close(1012)}`),
    events(close(4002)),
  );

  assert.deepEqual(asked, [null, "x:1", "x:2"]);
  assert.deepEqual(heard, ["joined", "message", "lost", "joined", "message", "closed", "joined", "closed"]);
  assert.deepEqual(waits, [3000, 3000]);
  assert.deepEqual(stood.at(-1), { name: "ended", reason: "because" });
});

test("being taken out of the room is the end", async () => {
  const { asked, heard } = await followed(events('event: left\ndata: {"reason":"out"}\n\n'));

  assert.deepEqual([asked.length, heard], [1, ["joined", "left"]]);
});

test("what the server refuses for good is not tried again, anything else is, less and less often", async () => {
  assert.deepEqual((await followed(problem(404))).stood.at(-1), { name: "ended", reason: "because" });

  const { waits } = await followed(problem(429), problem(503));

  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000, 20000, 20000]);
});

const INFO = {
  endpoints: [
    { endpoint: "binary", path: "/b", subprotocols: { msgpack: "m" } },
    { endpoint: "tenants", path: "/t/:tenant", subprotocols: { json: "j" } },
    { endpoint: "first", path: "/1", subprotocols: { json: "j1" } },
    { endpoint: "second", path: "/2", subprotocols: { json: "j2" } },
  ],
} as unknown as Info;

const way = (join: boolean, opens: (endpoint: string) => boolean, info = INFO) =>
  wayInto(
    "a",
    "t",
    {
      info: async () => info,
      explain: async ({ endpoint = "" }) =>
        ({
          endpoint: { endpoint, allowed: opens(endpoint), because: `not ${endpoint}` },
          room: { verbs: [{ verb: "join", allowed: join, because: "no join" }] },
        }) as unknown as Explained,
    },
    new AbortController().signal,
  );

test("the way is an endpoint in JSON that the token opens, and else the events", async () => {
  assert.deepEqual(await way(true, () => true), { name: "socket", endpoint: "first", path: "/1", subprotocol: "j1" });
  assert.deepEqual(await way(true, (endpoint) => endpoint === "second"), {
    name: "socket",
    endpoint: "second",
    path: "/2",
    subprotocol: "j2",
  });
  assert.deepEqual(await way(true, () => false), { name: "events", because: "not second" });
  assert.deepEqual(await way(false, () => true), { name: "events", because: "no join" });
  assert.equal((await way(true, () => true, { ...INFO, endpoints: [] })).name, "events");
});
