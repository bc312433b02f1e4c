/** All rooms of the cluster: searched, sorted, and gone through page by page. */
import { useEffect, useState } from "preact/hooks";
import * as api from "../api/index.js";
import {
  Answered,
  Button,
  type Column,
  Id,
  Missing,
  Page,
  Pager,
  Panel,
  Pill,
  SearchField,
  SteadyTable,
  usePaging,
} from "../components/index.js";
import { count, rate } from "../format.js";
import { useLast } from "../last.js";
import { usePoll } from "../poll.js";
import { href, replace, type Route } from "../route.js";
import { patternOf } from "../search.js";
import type { Kept } from "../steady.js";

const EVERY = 3_000; // ms
const PAGE = 50;
/** What is the largest cannot be gone on from: it may be another one by then. */
const LARGEST = 100;
/** In ms: how long somebody stops who has written what they want. */
const TYPING = 250;

const SORTS: readonly string[] = ["name", "members", "rate"];

type Row = Kept<api.RoomItem>;

const columns: readonly Column<Row>[] = [
  {
    key: "name",
    title: "Room",
    wide: true,
    sorts: true,
    cell: ({ row: { room, presence }, gone }) => (
      <>
        <a href={href("rooms", room)} data-testid="room-link">
          <bdi>{room}</bdi>
        </a>{" "}
        {presence && <Pill tone="dim">presence</Pill>} {gone && <Pill tone="dim">gone</Pill>}
      </>
    ),
  },
  { key: "members", title: "Members", end: true, sorts: true, cell: ({ row }) => count(row.members) },
  { key: "rate", title: "Messages", end: true, sorts: true, cell: ({ row }) => rate(row.rate) },
  { key: "nodes", title: "Nodes", end: true, cell: ({ row }) => count(row.nodes) },
  {
    key: "stream",
    title: "Stream at",
    end: true,
    cell: ({ row: { stream } }) =>
      stream ? (
        <span title={`epoch ${stream.epoch}`}>{count(stream.offset)}</span>
      ) : (
        <span class="dim">{stream === null ? "unknown" : "none"}</span>
      ),
  },
];

export function RoomList({ query }: Pick<Route, "query">) {
  const sort = SORTS.includes(query["sort"] ?? "") ? (query["sort"] as api.RoomSort) : "name";
  const node = query["node"];
  const text = query["match"] ?? "";
  const match = patternOf(useSettled(text, TYPING));
  const question = [match, node, sort].join("\n");
  const paging = usePaging(question);
  const polled = useLast(
    usePoll(
      (signal) =>
        api.rooms({ match, node, sort, ...(sort === "name" ? { limit: PAGE, cursor: paging.cursor } : { limit: LARGEST }) }, signal),
      { every: EVERY },
      [question, paging.cursor],
    ),
    `${question}\n${paging.page}`,
  );
  const ask = (changed: Record<string, string | undefined>) =>
    replace(href("rooms", undefined, { match: text, node, sort: sort === "name" ? undefined : sort, ...changed }));
  return (
    <Page title="Rooms">
      <div class="fields" role="search">
        <SearchField
          label="Search rooms"
          value={text}
          testid="rooms-search"
          hint="Part of a name, or a pattern such as chat:*"
          onValue={(value) => ask({ match: value })}
        />
        {node !== undefined && (
          <p class="field-note">
            On the node <Id>{node}</Id>{" "}
            <Button small onClick={() => ask({ node: undefined })}>
              On all nodes
            </Button>
          </p>
        )}
      </div>
      <Answered polled={polled} what="the rooms">
        {({ items, next, missing }) => (
          <>
            <Missing nodes={missing} />
            <Panel title="Rooms" aside={sort === "name" ? undefined : `The ${count(LARGEST)} with the most, at most`}>
              <SteadyTable
                caption="Rooms"
                testid="rooms"
                columns={columns}
                items={items}
                keyOf={({ room }) => room}
                what={polled.answers}
                sorted={sort}
                descending={sort !== "name"}
                onSort={(key) => ask({ sort: key === "name" ? undefined : key })}
                empty={match === undefined ? "There are no rooms: nobody is in one." : "No room has such a name."}
              />
              <Pager paging={paging} shown={items.length} next={sort === "name" ? next : undefined} of="room" />
            </Panel>
          </>
        )}
      </Answered>
    </Page>
  );
}

/** A value, once it has stayed the same for so many ms. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
