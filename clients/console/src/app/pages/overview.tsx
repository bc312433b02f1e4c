/** The cluster at a glance: its nodes, and what they have done in the last ten minutes. */
import { useMemo } from "preact/hooks";
import * as api from "../api/index.js";
import { Answered, Missing, Page, Panel, Select } from "../components/index.js";
import { time } from "../format.js";
import { Charts } from "../overview/charts.js";
import { History, type Known } from "../overview/history.js";
import { NodeTable, shortNode } from "../overview/nodes.js";
import { Window } from "../overview/series.js";
import { Tiles } from "../overview/tiles.js";
import { usePoll } from "../poll.js";
import { href, replace, type Route } from "../route.js";

const EVERY = 2_000; // ms

/** What was known when an answer had come. */
interface Seen {
  readonly now: number;
  readonly nodes: readonly Known[];
  readonly missing: readonly string[];
}

export function Overview({ query }: Route) {
  const history = useMemo(() => new History(), []);
  const ask = async (signal: AbortSignal): Promise<Seen> => {
    const answer = await api.nodes(history.since(), signal);
    history.merge(answer);
    return { now: answer.now, nodes: history.nodes(), missing: answer.missing };
  };
  const polled = usePoll(ask, { every: EVERY }, []);
  const chosen = query["node"];
  return (
    <Page
      title="Overview"
      lead={polled.data && <span class="number">As of {time(polled.data.now)}, the server’s time</span>}
      actions={polled.data && <Chooser nodes={polled.data.nodes} chosen={chosen} />}
    >
      <Answered polled={polled} what="the nodes">
        {(seen) => <Cluster seen={seen} history={history} chosen={chosen} />}
      </Answered>
    </Page>
  );
}

function Cluster({ seen, history, chosen }: { seen: Seen; history: History; chosen: string | undefined }) {
  const nodes = chosen === undefined ? seen.nodes : seen.nodes.filter(({ node }) => node === chosen);
  const isKnown = chosen === undefined || nodes.length > 0;
  const window = new Window(history, nodes.map(({ node }) => node));
  return (
    <>
      <Missing nodes={seen.missing} />
      {isKnown ? (
        <Tiles nodes={nodes} window={window} />
      ) : (
        <p>
          Nothing is known of the node {chosen}. <a href={href("")}>The whole cluster</a>
        </p>
      )}
      <Panel title="Nodes">
        <NodeTable nodes={seen.nodes} now={seen.now} />
      </Panel>
      {isKnown && <Charts window={window} />}
    </>
  );
}

/** The whole cluster, or one node. */
function Chooser({ nodes, chosen }: { nodes: readonly Known[]; chosen: string | undefined }) {
  const isKnown = chosen === undefined || nodes.some(({ node }) => node === chosen);
  const choices = [
    { value: "", label: "The whole cluster" },
    ...(isKnown ? [] : [{ value: chosen, label: `${shortNode(chosen)} (unknown)` }]),
    ...nodes.map(({ node, presence, last }) => ({
      value: node,
      label: `${shortNode(node)}${presence === "here" ? (last?.here ? " (answers here)" : "") : ` (${presence})`}`,
    })),
  ];
  return (
    <Select
      label="Show"
      value={chosen ?? ""}
      choices={choices}
      onValue={(node) => replace(href("", undefined, { node }))}
    />
  );
}
