/** Connections that are open, or that have ended lately: looked for, page by page. */
import { useRef, useState } from "preact/hooks";
import * as api from "../api/index.js";
import {
  Ago, Answered, Button, type Column, Id, Missing, Page, Pager, Panel, Pill, Table, usePaging,
} from "../components/index.js";
import { bytes, count, duration } from "../format.js";
import { type Polled, usePoll } from "../poll.js";
import { href, replace, type Route } from "../route.js";
import { briefly, howOf, toneOf, whyOf } from "./endings.js";
import { Filters } from "./filters.js";
import { queryOf, questionOf, type Search, searchOf, type View, wordsOf } from "./search.js";

const LIMIT = 50;
const EVERY = 3_000;

const VIEWS: readonly { readonly view: View; readonly title: string }[] = [
  { view: "open", title: "Open" },
  { view: "closed", title: "Recently closed" },
];

export function List({ query }: Route) {
  const search = searchOf(query);
  const paging = usePaging();
  const [paused, setPaused] = useState(false);
  const change = (changed: Search) => {
    paging.reset();
    replace(href("connections", undefined, queryOf(changed)));
  };
  const question = questionOf(search, { limit: LIMIT, cursor: paging.cursor });
  const polled = useKept(
    usePoll((signal) => api.connections(question, signal), { every: paused ? 0 : EVERY }, [JSON.stringify(question), paused]),
  );
  return (
    <Page title="Connections" actions={<Pause paused={paused} set={setPaused} />}>
      <Filters search={search} change={change} />
      <Views search={search} leave={paging.reset} />
      <Answered polled={polled} what="the connections">
        {({ items, next, missing }) => (
          <>
            <Missing nodes={missing} />
            <Panel title={titleOf(search)} class="connections">
              <div data-testid="connections" aria-busy={polled.loading ? "true" : undefined}>
                <Table
                  caption={`Connections, ${titleOf(search).toLowerCase()}`}
                  columns={search.view === "open" ? openColumns(search) : closedColumns(search)}
                  rows={items}
                  keyOf={({ connection }) => connection}
                  empty={<Nobody search={search} />}
                />
              </div>
              <Pager paging={paging} shown={items.length} next={next} of="connection" />
            </Panel>
          </>
        )}
      </Answered>
    </Page>
  );
}

const titleOf = ({ view }: Search) => (view === "open" ? "Open" : "Recently closed, the last one first");

/** The answer before, until there is one to the new question: what is read does not vanish for a moment. */
function useKept<Data>(polled: Polled<Data> & { again: () => void }): Polled<Data> & { again: () => void } {
  const kept = useRef<Data | undefined>(undefined);
  if (polled.data !== undefined) {
    kept.current = polled.data;
  } else if (polled.problem) {
    kept.current = undefined;
  }
  return polled.data === undefined && kept.current !== undefined ? { ...polled, data: kept.current } : polled;
}

/** Rows that come and go are hard to read. */
function Pause({ paused, set }: { paused: boolean; set: (paused: boolean) => void }) {
  return (
    <Button small aria-pressed={paused} onClick={() => set(!paused)} title="Whether the list follows what happens">
      {paused ? "Go on" : "Hold still"}
    </Button>
  );
}

function Views({ search, leave }: { search: Search; leave: () => void }) {
  return (
    <nav class="views" aria-label="Which connections">
      {VIEWS.map(({ view, title }) => (
        <a
          key={view}
          href={href("connections", undefined, queryOf(viewed(search, view)))}
          aria-current={view === search.view ? "page" : undefined}
          data-testid={`view-${view}`}
          onClick={leave}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

/** The same search in the other view, where nothing open has a code. */
function viewed({ code, ...search }: Search, view: View): Search {
  return { ...search, view, ...(view === "closed" && code !== undefined ? { code } : {}) };
}

function Nobody({ search }: { search: Search }) {
  const words = wordsOf(search);
  const { view, sought } = search;
  const other: View = view === "open" ? "closed" : "open";
  return (
    <div class="nobody">
      <p>
        {view === "open" ? "No connection" : "No connection that has ended lately"}
        {words === "" ? "." : ` ${words}.`}
      </p>
      <p>
        {sought?.kind === "user" && (
          <a href={href("connections", undefined, queryOf({ ...search, sought: { kind: "match", text: `${sought.text}**` } }))}>
            Users that begin with “{sought.text}”
          </a>
        )}
        <a href={href("connections", undefined, queryOf(viewed(search, other)))}>
          {other === "open" ? "Among the open ones" : "Among those that have ended lately"}
        </a>
      </p>
    </div>
  );
}

// ---- columns

type Item = api.ConnectionItem;

const connection: Column<Item> = {
  key: "connection",
  title: "Connection",
  cell: (item) => (
    <a href={href("connections", item.connection)} data-testid="connection">
      <Id>{item.connection}</Id>
    </a>
  ),
};

/** Leads to all of the same, in the same view. */
function same(search: Search, kind: "user" | "address", text: string) {
  return <a href={href("connections", undefined, queryOf({ view: search.view, also: [], sought: { kind, text } }))}>{text}</a>;
}

const where = (search: Search): readonly Column<Item>[] => [
  { key: "user", title: "User", cell: ({ user }) => <bdi>{same(search, "user", user)}</bdi> },
  { key: "node", title: "Node", cell: ({ node }) => <Id short={8}>{node}</Id> },
  { key: "endpoint", title: "Endpoint", cell: ({ endpoint }) => endpoint },
  { key: "address", title: "Address", cell: ({ address }) => (address === "" ? "–" : same(search, "address", address)) },
];

const rooms: Column<Item> = { key: "rooms", title: "Rooms", end: true, cell: (item) => count(item.rooms) };
const queue: Column<Item> = { key: "queue", title: "Queue", end: true, cell: (item) => bytes(item.queue) };

const openColumns = (search: Search): readonly Column<Item>[] => [
  connection,
  ...where(search),
  { key: "since", title: "Since", end: true, cell: ({ since }) => <Ago at={since} /> },
  rooms,
  queue,
];

const closedColumns = (search: Search): readonly Column<Item>[] => [
  connection,
  ...where(search),
  { key: "ended", title: "Ended", end: true, cell: ({ ended }) => (ended === undefined ? "–" : <Ago at={ended} />) },
  { key: "lasted", title: "Lasted", end: true, cell: ({ since, ended }) => duration((ended ?? since) - since) },
  { key: "why", title: "Why", cell: (item) => <Why {...item} /> },
  rooms,
  queue,
];

function Why({ side, code, reason, cause, queue }: Item) {
  if (side === undefined || code === undefined) {
    return <>–</>;
  }
  const close = { side, code, reason: reason ?? "", ...(cause ? { cause } : {}), queue };
  return (
    <Pill tone={toneOf(close)} title={`${howOf(side)}: ${whyOf(close)}`}>
      {briefly(close)}
    </Pill>
  );
}
