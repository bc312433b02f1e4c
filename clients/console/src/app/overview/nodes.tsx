/** The table of nodes: those that are there, and those that were. */
import { Id, Pill, Table, type Column, type Tone } from "../components/index.js";
import { bytes, count, duration, percent, time } from "../format.js";
import { href } from "../route.js";
import type { Known } from "./history.js";

const SHORT = 8;

/** Enough of a node's id to tell it from the others. */
export const shortNode = (node: string) => (node.length > SHORT + 2 ? `${node.slice(0, SHORT)}…` : node);

const TONES: Readonly<Record<string, Tone>> = { ready: "good", unready: "bad", draining: "wait" };

/** @param now the server's time, in ms */
function columns(now: number): readonly Column<Known>[] {
  return [
    { key: "node", title: "Node", cell: (known) => <Name {...known} /> },
    { key: "state", title: "State", line: true, cell: (known) => <State known={known} now={now} /> },
    { key: "version", title: "Version", cell: ({ version }) => version ?? "–" },
    { key: "uptime", title: "Up", end: true, cell: here(({ started }) => duration(now - started)) },
    {
      key: "connections",
      title: "Connections",
      end: true,
      cell: here(({ connections, limit }) => <Share value={connections} of={limit} text={count(connections)} most={count(limit)} />),
    },
    {
      key: "cpu",
      title: "CPU",
      end: true,
      cell: here(({ cpu, cores }) =>
        cpu === undefined ? "–" : <Share value={cpu} of={1} text={percent(cpu)} most={`${cores} cores`} />,
      ),
    },
    {
      key: "heap",
      title: "Heap",
      end: true,
      cell: here(({ heap }) => <Share value={heap.used} of={heap.max} text={bytes(heap.used)} most={bytes(heap.max)} />),
    },
    { key: "rooms", title: "Rooms", end: true, cell: here(({ rooms }) => count(rooms)) },
    { key: "queue", title: "Queue", end: true, cell: here(({ queueBytes }) => bytes(queueBytes)) },
  ];
}

/** What is known of a node now; nothing of one that is not there. */
function here(cell: (node: NonNullable<Known["last"]>) => preact.ComponentChildren) {
  return ({ presence, last }: Known) => (presence === "here" && last ? cell(last) : "–");
}

function Name({ node, last, presence }: Known) {
  return (
    <>
      <a href={href("", undefined, { node })} title={`${node}: show its charts`}>
        <Id short={SHORT}>{node}</Id>
      </a>
      {presence === "here" && last?.here && <span class="dim tag">answers here</span>}
    </>
  );
}

function State({ known, now }: { known: Known; now: number }) {
  const { presence, since, last } = known;
  if (presence === "here") {
    return (
      <>
        <Pill tone={TONES[last?.state ?? ""] ?? "dim"}>{last?.state}</Pill>
        {last?.reason !== undefined && <span class="reason">{last.reason}</span>}
      </>
    );
  }
  return (
    <>
      <Pill tone="bad">{presence === "gone" ? "gone" : "no answer"}</Pill>
      {since !== undefined && (
        <span class="reason">
          since {time(since)}, for {duration(now - since)}
        </span>
      )}
    </>
  );
}

/** A number and how much of the most it is; close to that, it is marked. */
function Share(props: { value: number; of: number; text: string; most: string }) {
  const part = props.of > 0 ? Math.min(1, props.value / props.of) : 0;
  return (
    <span class={`share ${part > 0.9 ? "much" : ""}`} title={`${props.text} of ${props.most}`}>
      {props.text}
      <span class="share-most"> of {props.most}</span>
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${(part * 100).toFixed(1)}%` }} />
      </span>
    </span>
  );
}

export function NodeTable({ nodes, now }: { nodes: readonly Known[]; now: number }) {
  return (
    <Table
      caption="Nodes of the cluster"
      columns={columns(now)}
      rows={nodes}
      keyOf={({ node }) => node}
      classOf={({ presence }) => (presence === "here" ? undefined : "lost")}
    />
  );
}
