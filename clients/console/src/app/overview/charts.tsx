/** The charts of the overview. */
import { Chart, type ChartProps } from "../charts/chart.js";
import { brief, bytes, count, millis, percent, rate } from "../format.js";
import { closeOf, handshake, outcome } from "../words.js";
import type { GroupName, NumberName } from "./history.js";
import { shortNode } from "./nodes.js";
import { Tracks } from "./tracks.js";
import type { Together, Window } from "./series.js";

/** So many nodes have a line each; of more only what they are together is shown. */
const LINES = 6;

const tracks = {
  handshakes: new Tracks({ accepted: 0, invalid_token: 3, rate_limited: 1, full: 4 }),
  closes: new Tracks({ "client 1000": 0, "client 1001": 2, "server 4003": 3, "client 1006": 1 }),
  recoveries: new Tracks({ recovered: 0, failed: 3 }),
  errors: new Tracks(),
  nodes: new Tracks({ together: 0 }),
};

type Lines = ChartProps["lines"];

/** A line for each node, and one for all of them; of one node, or of many, that alone. */
function byNode(window: Window, name: NumberName, together: Together, all: string): Lines {
  const sum = { name: all, track: tracks.nodes.of("together"), values: window.numbers(name, together) };
  if (window.nodes.length === 1 || window.nodes.length > LINES) {
    return [sum];
  }
  const each = window.nodes
    .map((node) => ({ name: shortNode(node), track: tracks.nodes.of(node), values: window.of(node).numbers(name) }))
    .filter(({ values }) => values.some((value) => value !== null)); // some have left before anybody looked
  return together === "max" ? each : [sum, ...each];
}

/** A line for each of a group that was there. */
function grouped(window: Window, name: GroupName, words: (key: string) => string): Lines {
  return [...window.group(name)].map(([key, values]) => ({ name: words(key), track: tracks[name].of(key), values }));
}

export function Charts({ window }: { window: Window }) {
  const time = window.time;
  const counts = { time, unit: count, axis: brief, stepped: true, sums: true, least: 4, note: "in 10 min" };
  const rates = { time, unit: rate, axis: brief, least: 4, note: "per second" };
  const sizes = { time, unit: bytes, binary: true, least: 1024 };
  return (
    <div class="charts">
      <Chart title="Connections" time={time} least={4} unit={count} axis={brief} lines={byNode(window, "connections", "sum", "all")} />
      <Chart
        title="Messages"
        {...rates}
        lines={[
          { name: "out", track: 0, values: window.rates("sent") },
          { name: "in", track: 1, values: window.rates("received") },
          { name: "published", track: 2, values: window.rates("publications") },
        ]}
      />
      <Chart
        title="Fan-out latency"
        time={time}
        unit={millis}
        logarithmic
        lines={[
          { name: "p50", track: 0, values: window.latency(0.5) },
          { name: "p90", track: 1, values: window.latency(0.9) },
          { name: "p99", track: 3, values: window.latency(0.99) },
        ]}
      />
      <Chart title="Handshakes" {...counts} lines={grouped(window, "handshakes", handshake)} />
      <Chart title="Closes" {...counts} lines={grouped(window, "closes", closeOf)} />
      <Chart title="Recoveries" {...counts} lines={grouped(window, "recoveries", outcome)} />
      <Chart title="Event-loop lag" note="worst" time={time} unit={millis} least={5} lines={byNode(window, "lag", "max", "worst")} />
      <Chart title="CPU" time={time} unit={percent} least={0.1} lines={byNode(window, "cpu", "max", "of all cores")} />
      <Chart title="Waiting to be sent" {...sizes} lines={byNode(window, "queueBytes", "sum", "all")} />
      <Chart
        title="Traffic"
        {...sizes}
        note="per second"
        lines={[
          { name: "out", track: 0, values: window.rates("bytesSent") },
          { name: "in", track: 1, values: window.rates("bytesReceived") },
        ]}
      />
      <Chart title="Heap" {...sizes} lines={byNode(window, "heap", "max", "used")} />
      <Chart title="Errors told to clients" {...counts} lines={grouped(window, "errors", (key) => key)} />
    </div>
  );
}
