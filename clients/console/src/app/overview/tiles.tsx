/** The cluster in some numbers. */
import type { ComponentChildren } from "preact";
import { count, millis, rate } from "../format.js";
import { href } from "../route.js";
import { closeCode } from "../words.js";
import { percentile, type Percentile } from "./buckets.js";
import type { Known } from "./history.js";
import type { Window } from "./series.js";

/** Over how long rates and latencies of the tiles are, in ms: long enough not to jump, short enough to be now. */
const NOW = 10_000;
const SLOW_CONSUMER = "server 4003";

interface TileProps {
  readonly title: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
  /** Whether somebody had better look. */
  readonly alarm?: boolean;
}

function Tile({ title, value, note, alarm }: TileProps) {
  return (
    <div class={`tile ${alarm ? "alarm" : ""}`}>
      <dt>{title}</dt>
      <dd>
        <span class="tile-value">{value}</span>
        {note !== undefined && <span class="tile-note">{note}</span>}
      </dd>
    </div>
  );
}

/** @param window of the nodes that the tiles are of */
export function Tiles({ nodes, window }: { nodes: readonly Known[]; window: Window }) {
  const there = nodes.filter(({ presence }) => presence === "here").flatMap(({ last }) => last ?? []);
  const ready = there.filter(({ state }) => state === "ready").length;
  const now = window.last(NOW);
  const fanout = now.fanout();
  const closes = window.totals("closes");
  const slow = closes.get(SLOW_CONSUMER) ?? 0;
  const connections = there.reduce((all, node) => all + node.connections, 0);
  const limit = there.reduce((all, node) => all + node.limit, 0);
  const lost = nodes.length - there.length;
  return (
    <dl class="tiles">
      <Tile
        title="Nodes"
        value={count(there.length)}
        alarm={ready < there.length || lost > 0}
        note={`${ready === there.length ? "all ready" : `${count(ready)} ready`}${lost > 0 ? `, ${count(lost)} lost` : ""}`}
      />
      <Tile title="Connections" value={count(connections)} note={`of ${count(limit)}`} alarm={limit > 0 && connections > 0.9 * limit} />
      <Tile title="Messages in" value={rate(now.average("received"))} note={`${rate(now.average("publications"))} published`} />
      <Tile title="Messages out" value={rate(now.average("sent"))} />
      <Tile
        title="Fan-out"
        value={latency(fanout && percentile(fanout, 0.5))}
        note={<>p99 {latency(fanout && percentile(fanout, 0.99))}</>}
      />
      <Tile title="Slow consumers" value={count(slow)} note={<a href={href("connections", undefined, { state: "closed", code: "4003" })}>closed in 10 min</a>} alarm={slow > 0} />
      <Tile title="Closed by server" {...byServer(closes)} />
    </dl>
  );
}

function latency(found: Percentile | undefined): string {
  return found ? `${found.above ? "> " : ""}${millis(found.value)}` : "–";
}

/** How many, and what for mostly. */
function byServer(closes: ReadonlyMap<string, number>): Pick<TileProps, "value" | "note"> {
  const own = [...closes].filter(([key]) => key.startsWith("server ")).sort(([, one], [, other]) => other - one);
  const most = own[0];
  return {
    value: count(own.reduce((all, [, times]) => all + times, 0)),
    note: most ? `${own.length > 1 ? "mostly " : ""}${closeCode(most[0].slice("server ".length))}` : "in 10 min",
  };
}
