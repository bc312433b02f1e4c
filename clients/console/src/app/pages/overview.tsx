/** The cluster at a glance: its nodes, and what they have done in the last ten minutes. */
import * as api from "../api/index.js";
import { Answered, Id, Page, Panel, Pill, Table, type Column } from "../components/index.js";
import { bytes, count, duration, percent } from "../format.js";
import { usePoll } from "../poll.js";

const columns: readonly Column<api.Node>[] = [
  { key: "node", title: "Node", cell: ({ node }) => <Id short={12}>{node}</Id> },
  { key: "state", title: "State", cell: ({ state }) => <Pill tone={state === "ready" ? "good" : "wait"}>{state}</Pill> },
  { key: "version", title: "Version", cell: ({ version }) => version },
  { key: "uptime", title: "Up", end: true, cell: ({ started }) => duration(Date.now() - started) },
  { key: "cpu", title: "CPU", end: true, cell: ({ cpu }) => percent(cpu) },
  { key: "connections", title: "Connections", end: true, cell: ({ connections }) => count(connections) },
  { key: "queue", title: "Queue", end: true, cell: ({ queueBytes }) => bytes(queueBytes) },
];

export function Overview() {
  const polled = usePoll((signal) => api.nodes(undefined, signal), { every: 2_000 }, []);
  return (
    <Page title="Overview">
      <Answered polled={polled} what="the nodes">
        {({ nodes }) => (
          <Panel title="Nodes">
            <Table caption="Nodes" columns={columns} rows={nodes} keyOf={({ node }) => node} />
          </Panel>
        )}
      </Answered>
    </Page>
  );
}
