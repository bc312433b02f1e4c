/** Connections that are open, or that have ended lately: looked for, page by page. */
import * as api from "../api/index.js";
import {
  Ago, Answered, type Column, Id, Missing, Page, Pager, Panel, Pill, SteadyTable, usePaging,
} from "../components/index.js";
import { bytes, count, duration } from "../format.js";
import { useLast } from "../last.js";
import { usePoll } from "../poll.js";
import { href, replace, type Route } from "../route.js";
import type { Kept } from "../steady.js";
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
  const paging = usePaging(JSON.stringify(search));
  const change = (changed: Search) => replace(href("connections", undefined, queryOf(changed)));
  const question = questionOf(search, { limit: LIMIT, cursor: paging.cursor });
  const what = JSON.stringify(question);
  const polled = useLast(usePoll((signal) => api.connections(question, signal), { every: EVERY }, [what]), what);
  return (
    <Page title="Connections">
      <Filters search={search} change={change} />
      <Views search={search} />
      <Answered polled={polled} what="the connections">
        {({ items, next, missing }) => (
          <>
            <Missing nodes={missing} />
            <Panel title={titleOf(search)} class="connections">
              <SteadyTable
                caption={`Connections, ${titleOf(search).toLowerCase()}`}
                testid="connections"
                columns={search.view === "open" ? openColumns(search) : closedColumns(search)}
                items={items}
                keyOf={({ connection }) => connection}
                what={polled.answers}
                empty={<Nobody search={search} />}
              />
              <Pager paging={paging} shown={items.length} next={next} of="connection" />
            </Panel>
          </>
        )}
      </Answered>
    </Page>
  );
}

const titleOf = ({ view }: Search) => (view === "open" ? "Open" : "Recently closed, the last one first");

function Views({ search }: { search: Search }) {
  return (
    <nav class="views" aria-label="Which connections">
      {VIEWS.map(({ view, title }) => (
        <a
          key={view}
          href={href("connections", undefined, queryOf(viewed(search, view)))}
          aria-current={view === search.view ? "page" : undefined}
          data-testid={`view-${view}`}
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
type Row = Kept<Item>;

const connection: Column<Row> = {
  key: "connection",
  title: "Connection",
  cell: ({ row, gone }) => (
    <>
      <a href={href("connections", row.connection)} data-testid="connection">
        <Id>{row.connection}</Id>
      </a>{" "}
      {gone && <Pill tone="dim">gone</Pill>}
    </>
  ),
};

/** Leads to all of the same, in the same view. */
function same(search: Search, kind: "user" | "address", text: string) {
  return <a href={href("connections", undefined, queryOf({ view: search.view, also: [], sought: { kind, text } }))}>{text}</a>;
}

const where = (search: Search): readonly Column<Row>[] => [
  { key: "user", title: "User", cell: ({ row: { user } }) => <bdi>{same(search, "user", user)}</bdi> },
  { key: "node", title: "Node", cell: ({ row: { node } }) => <Id short={8}>{node}</Id> },
  { key: "endpoint", title: "Endpoint", cell: ({ row: { endpoint } }) => endpoint },
  { key: "address", title: "Address", cell: ({ row: { address } }) => (address === "" ? "–" : same(search, "address", address)) },
];

const rooms: Column<Row> = { key: "rooms", title: "Rooms", end: true, cell: ({ row }) => count(row.rooms) };
const queue: Column<Row> = { key: "queue", title: "Queue", end: true, cell: ({ row }) => bytes(row.queue) };

const openColumns = (search: Search): readonly Column<Row>[] => [
  connection,
  ...where(search),
  { key: "since", title: "Since", end: true, cell: ({ row: { since } }) => <Ago at={since} /> },
  rooms,
  queue,
];

const closedColumns = (search: Search): readonly Column<Row>[] => [
  connection,
  ...where(search),
  { key: "ended", title: "Ended", end: true, cell: ({ row: { ended } }) => (ended === undefined ? "–" : <Ago at={ended} />) },
  { key: "lasted", title: "Lasted", end: true, cell: ({ row: { since, ended } }) => duration((ended ?? since) - since) },
  { key: "why", title: "Why", cell: ({ row }) => <Why {...row} /> },
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
