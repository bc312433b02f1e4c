/** One connection: who it is and how it is, or how it has ended, and what has happened to it. */
import * as api from "../api/index.js";
import {
  Ago, Answered, type Column, Empty, Failure, Id, KeyValues, Page, Panel, Table, useNow,
} from "../components/index.js";
import { bytes, count, duration, moment, plural } from "../format.js";
import { type Polled, usePoll } from "../poll.js";
import { href } from "../route.js";
import { closeCode } from "../words.js";
import { Actions } from "./actions.js";
import { howOf, returnsAfter, toneOf, whyOf } from "./endings.js";
import { Timeline } from "./timeline.js";

const EVERY = 2_000;

export function Detail({ id, query }: { id: string; query: Readonly<Record<string, string>> }) {
  const polled = usePoll((signal) => api.connection(id, signal), { every: EVERY }, [id]);
  const { data, problem, again } = polled;
  return (
    <Page
      title={`Connection ${id}`}
      heading={
        <>
          <a href={href("connections")}>Connections</a> <span aria-hidden="true">/</span> <Id>{id}</Id>
        </>
      }
      actions={data && <Actions connection={data} again={again} />}
    >
      {problem?.status === 404 ? (
        <Forgotten id={id} known={data} again={again} problem={problem} />
      ) : (
        <Answered polled={polled} what="the connection">
          {(connection) => <Known connection={connection} query={query} />}
        </Answered>
      )}
    </Page>
  );
}

/** It was there a moment ago, or never. */
function Forgotten(props: { id: string; known: api.Connection | undefined; again: () => void; problem: NonNullable<Polled<unknown>["problem"]> }) {
  return (
    <>
      <Failure problem={props.problem} again={props.again} title="No node knows this connection." />
      <div class="forgotten" data-testid="forgotten">
        <p>
          {props.known && <>It was here until just now. </>}
          Those that have ended are remembered as long as there is room for what happens on their node. Of a node that was killed
          nothing is remembered; one that stops leaves it to another one. Or there never was one with this id: it has 16 characters,
          and small letters and capitals differ.
        </p>
        <p>
          {props.known && (
            <a href={href("connections", undefined, { user: props.known.user })}>What <bdi>{props.known.user}</bdi> has open now</a>
          )}
          <a href={href("connections", undefined, { connection: props.id.slice(0, 8) })}>Open ones that begin so</a>
          <a href={href("connections", undefined, { connection: props.id.slice(0, 8), state: "closed" })}>
            Closed ones that begin so
          </a>
        </p>
      </div>
    </>
  );
}

function Known({ connection, query }: { connection: api.Connection; query: Readonly<Record<string, string>> }) {
  return (
    <>
      <State connection={connection} />
      <div class="connection-grid">
        <div class="connection-side">
          <Panel title="Who and where">
            <div class="panel-body">
              <Identity connection={connection} />
            </div>
          </Panel>
          <Panel title="Token">
            <div class="panel-body">
              <Token token={connection.token} />
            </div>
          </Panel>
          <Rooms connection={connection} />
        </div>
        <Timeline connection={connection} kind={query["event"] ?? ""} />
      </div>
    </>
  );
}

// ---- how it is

function State({ connection }: { connection: api.Connection }) {
  const now = useNow(1_000);
  const { close, ended, user } = connection;
  const tone = close ? toneOf(close) : "good";
  return (
    <div class={`ending tone-${tone}`} data-testid="state">
      {close && ended !== undefined ? (
        <p class="ending-what">
          <strong>
            {howOf(close.side)} {duration(now - ended)} ago:
          </strong>{" "}
          {whyOf(close)}.
        </p>
      ) : (
        <p class="ending-what">
          <strong>Open for {duration(now - connection.since)}:</strong> {waiting(connection, now)}
        </p>
      )}
      {close && (
        <p class="ending-more">
          {returnsAfter(close)} <a href={href("connections", undefined, { user })}>What <bdi>{user}</bdi> has open now</a>
        </p>
      )}
    </div>
  );
}

function waiting({ queue, lastPong }: api.Connection, now: number): string {
  const waits =
    queue.bytes === 0
      ? "nothing waits for it"
      : `${bytes(queue.bytes)} wait for it${queue.limit ? `, at ${bytes(queue.limit)} it is closed` : ""}`;
  const heard = lastPong === undefined ? "" : `; its last pong came ${duration(now - lastPong)} ago`;
  return `${waits}${heard}.`;
}

// ---- who it is

function Identity({ connection }: { connection: api.Connection }) {
  const { user, node, endpoint, address, queue, lastPing, lastPong, close } = connection;
  return (
    <KeyValues
      items={[
        ["User", <a href={href("connections", undefined, { user })}><bdi>{user}</bdi></a>],
        ["Node", <a href={href("connections", undefined, { node })}><Id>{node}</Id></a>],
        ["Endpoint", endpoint],
        ["Speaks", speech(connection)],
        ["Address", address === "" ? "not known" : <a href={href("connections", undefined, { address })}>{address}</a>],
        ["Security", connection.secure ? "TLS" : "none at the server; a proxy before it may have TLS"],
        ["Opened", <Moment at={connection.since} />],
        ["Closed", connection.ended === undefined ? undefined : <Moment at={connection.ended} />],
        ["Code", close && closeCode(close.code)],
        ["Reason", close && close.reason !== "" ? close.reason : undefined],
        ["Cause", close?.cause],
        ["Queue", queue.limit === undefined ? bytes(queue.bytes) : `${bytes(queue.bytes)} of ${bytes(queue.limit)}`],
        ["Last ping", lastPing === undefined ? undefined : <Moment at={lastPing} />],
        ["Last pong", lastPong === undefined ? undefined : <Moment at={lastPong} />],
      ]}
    />
  );
}

function speech({ subprotocol, format, revision }: api.Connection): string {
  const parts = [subprotocol ?? "no subprotocol", format, revision && `revision ${revision}`];
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}

function Moment({ at }: { at: number }) {
  return (
    <>
      {moment(at)}, <Ago at={at} />
    </>
  );
}

function Token({ token }: { token: api.ConnectionToken | undefined }) {
  if (!token) {
    return <p class="dim">None: its endpoint lets in whom the application lets in.</p>;
  }
  return (
    <KeyValues
      items={[
        ["Expires", token.expires === undefined ? "never" : <Moment at={token.expires} />],
        ["Issued", token.issuedAt === undefined ? "does not say" : <Moment at={token.issuedAt} />],
        ["Id (jti)", token.id === undefined ? "none" : <Id>{token.id}</Id>],
        ["Scopes", token.scopes.length === 0 ? "none" : token.scopes.join(", ")],
      ]}
    />
  );
}

// ---- where it is

const ROOMS: readonly Column<api.Place>[] = [
  {
    key: "room",
    title: "Room",
    wide: true,
    cell: ({ room }) => (
      <a href={href("rooms", room)} data-testid="room">
        <bdi>{room}</bdi>
      </a>
    ),
  },
  { key: "since", title: "Joined", end: true, cell: ({ since }) => (since === undefined ? "–" : <Ago at={since} />) },
  {
    key: "offset",
    title: "Sent up to",
    end: true,
    cell: ({ stream }) => (stream ? <span title={`Epoch ${stream.epoch}`}>{count(stream.offset)}</span> : "no stream"),
  },
];

function Rooms({ connection: { rooms, roomCount, close } }: { connection: api.Connection }) {
  const all = roomCount ?? rooms.length;
  return (
    <Panel title={close ? "Rooms at its end" : "Rooms"} aside={plural(all, "room")}>
      {rooms.length === 0 ? (
        <Empty>None.</Empty>
      ) : (
        <div class="scrolled" tabIndex={0} role="group" aria-label="Rooms of the connection">
          <Table caption="Rooms" testid="connection-rooms" columns={ROOMS} rows={rooms} keyOf={({ room }) => room} />
        </div>
      )}
      {all > rooms.length && <p class="hush">And {plural(all - rooms.length, "other")}, whose names were not kept.</p>}
    </Panel>
  );
}
