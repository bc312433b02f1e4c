import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Nodes, Samples } from "../src/app/api/types.js";
import { History } from "../src/app/overview/history.js";
import { Window } from "../src/app/overview/series.js";

const EVERY = 2_000;
const NOW = 1_000_000_000;
const BOUNDS = [1, 10];

/** Samples at these moments before now; each number is the moment's own. */
function samples(moments: readonly number[], more: Partial<Samples> = {}): Samples {
  const same = (value: number) => moments.map(() => value);
  return {
    time: moments.map((moment) => NOW + moment * EVERY),
    connections: same(5), received: same(10), sent: same(20), publications: same(4), bytesReceived: same(0), bytesSent: same(0),
    queueBytes: same(0), cpu: same(0.5), heap: same(1), lag: moments.map(Math.abs),
    fanout: { bounds: BOUNDS, counts: moments.map(() => [1, 1, 0]) },
    handshakes: {}, closes: {}, recoveries: {}, errors: {},
    ...more,
  };
}

function node(name: string, own: Samples): Node {
  return {
    node: name, version: "1", started: 0, state: "ready", cores: 2, heap: { used: 1, max: 2 }, direct: { used: 0, limit: 1 },
    connections: 5, limit: 10, users: 1, rooms: 1, streams: 0, queueBytes: 0, here: false, samples: own,
  };
}

function answer(nodes: readonly Node[], more: Partial<Nodes> = {}): Nodes {
  return { now: NOW, every: EVERY, nodes, gone: [], missing: [], ...more };
}

function window(history: History): Window {
  return new Window(history, history.nodes().map(({ node: id }) => id));
}

test("samples of several answers are one history, and asked for after the last of each node", () => {
  const history = new History();
  assert.equal(history.since(), undefined);
  history.merge(answer([node("a", samples([-2, -1])), node("b", samples([-2]))]));
  assert.equal(history.since(), NOW - 2 * EVERY);
  history.merge(answer([node("a", samples([0])), node("b", samples([-1, 0]))]));
  assert.equal(history.since(), NOW);
  const all = window(history);
  assert.equal(all.ticks.length, 300);
  assert.deepEqual(all.numbers("connections").slice(-4), [null, 10, 10, 10]);
  assert.deepEqual(all.rates("received").slice(-2), [10, 10]);
  assert.deepEqual(all.numbers("lag", "max").slice(-3), [2, 1, 0]);
});

test("the end is where all have spoken, but nobody is waited for long", () => {
  const history = new History();
  history.merge(answer([node("a", samples([-2, -1, 0])), node("b", samples([-2, -1]))]));
  assert.equal(window(history).time.at(-1), (NOW - EVERY) / 1000);
  const stuck = new History();
  stuck.merge(answer([node("a", samples([-1, 0])), node("b", samples([-100]))]));
  assert.equal(window(stuck).time.at(-1), (NOW - 3 * EVERY) / 1000);
});

test("where no node has said anything there is a gap, and what was not counted is nothing", () => {
  const history = new History();
  history.merge(answer([node("a", samples([-3, -1, 0], { closes: { "server 4003": [0, 2, 1] } }))]));
  const all = window(history);
  assert.deepEqual(all.group("closes").get("server 4003")?.slice(-4), [0, null, 2, 1]);
  assert.deepEqual([...all.totals("closes")], [["server 4003", 3]]);
  assert.deepEqual(all.latency(0.5).slice(-4), [1, null, 1, 1]);
});

test("percentiles of the cluster are those of all that its nodes have counted", () => {
  const history = new History();
  const slow = samples([0], { fanout: { bounds: BOUNDS, counts: [[0, 99, 0]] } });
  history.merge(answer([node("a", samples([0], { fanout: { bounds: BOUNDS, counts: [[1, 0, 0]] } })), node("b", slow)]));
  assert.equal(window(history).latency(0.01).at(-1), 1);
  assert.equal(Math.round(window(history).latency(0.5).at(-1) ?? 0), 5);
});

test("a node that has left is marked with since when, by the server's word or by what was seen", () => {
  const history = new History();
  history.merge(answer([node("a", samples([0])), node("b", samples([0])), node("c", samples([0]))]));
  const gone = [{ node: "b", since: NOW + 500 }, { node: "never-seen", since: NOW - 500, version: "0" }];
  history.merge(answer([node("a", samples([]))], { now: NOW + 2_000, gone }));
  history.merge(answer([node("a", samples([]))], { now: NOW + 4_000, gone, missing: ["d"] }));
  assert.deepEqual(
    history.nodes().map(({ node: id, presence, since }) => [id, presence, since]),
    [["a", "here", undefined], ["d", "silent", NOW + 4_000], ["b", "gone", NOW + 500], ["c", "gone", NOW], ["never-seen", "gone", NOW - 500]],
  );
  history.merge(answer([node("a", samples([])), node("c", samples([]))], { now: NOW + 6_000 }));
  assert.equal(history.nodes().find(({ node: id }) => id === "c")?.presence, "here");
});

test("what is older than ten minutes is forgotten, and so are nodes that are long gone", () => {
  const history = new History();
  history.merge(answer([node("a", samples([-1])), node("b", samples([-1]))]));
  const later = NOW + 16 * 60_000;
  history.merge(answer([node("a", samples([480]))], { now: later, gone: [{ node: "b", since: NOW }] }));
  assert.deepEqual(history.nodes().map(({ node: id }) => id), ["a"]);
  assert.equal(history.sample("a", (NOW - EVERY) / EVERY), undefined);
  assert.deepEqual(window(history).numbers("connections").filter((value) => value !== null), [5]);
});
