/** Who is in a room. */
import * as api from "../api/index.js";
import { Ago, Answered, type Column, Id, Missing, Pager, Panel, Pill, SteadyTable, usePaging } from "../components/index.js";
import { useLast } from "../last.js";
import { usePoll } from "../poll.js";
import { href } from "../route.js";
import type { Kept } from "../steady.js";

const EVERY = 4_000; // ms
const PAGE = 50;

type Row = Kept<api.Attendant>;

const columns: readonly Column<Row>[] = [
  {
    key: "connection",
    title: "Connection",
    cell: ({ row: { connection }, gone }) => (
      <>
        <a href={href("connections", connection)} data-testid="member-link">
          <Id>{connection}</Id>
        </a>{" "}
        {gone && <Pill tone="dim">gone</Pill>}
      </>
    ),
  },
  {
    key: "user",
    title: "User",
    wide: true,
    cell: ({ row: { user } }) => (
      <a href={href("connections", undefined, { user })}>
        <bdi>{user}</bdi>
      </a>
    ),
  },
  { key: "endpoint", title: "Endpoint", cell: ({ row }) => row.endpoint },
  { key: "node", title: "Node", cell: ({ row }) => <Id short={12}>{row.node}</Id> },
  { key: "since", title: "Connected", end: true, cell: ({ row }) => <Ago at={row.since} /> },
];

export function Members({ room }: { room: string }) {
  const paging = usePaging(room);
  const polled = useLast(
    usePoll((signal) => api.attendants(room, { limit: PAGE, cursor: paging.cursor }, signal), { every: EVERY }, [room, paging.cursor]),
    String(paging.page),
  );
  return (
    <Panel title="Members">
      <Answered polled={polled} what="the members">
        {({ items, next, missing }) => (
          <>
            <Missing nodes={missing} />
            <SteadyTable
              caption="Members"
              testid="members"
              columns={columns}
              items={items}
              keyOf={({ connection }) => connection}
              what={polled.answers}
              empty="Nobody is in the room."
            />
            <Pager paging={paging} shown={items.length} next={next} of="member" />
          </>
        )}
      </Answered>
    </Panel>
  );
}
