/** One room: what it is, what was said in it and is being said, who is in it, and its settings. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import * as api from "../api/index.js";
import { Answered, type Column, Id, Missing, Page, Panel, Table, Tabs } from "../components/index.js";
import { useFollowing } from "../follow/following.js";
import { count, rate } from "../format.js";
import { type Polled, usePoll } from "../poll.js";
import { href, replace, type Route } from "../route.js";
import { History } from "./history.js";
import { Live } from "./live.js";
import { Members } from "./members.js";
import { Publish } from "./publish.js";
import { Settings } from "./settings.js";

const EVERY = 2_000; // ms

type Asked = Polled<api.Room> & { again: () => void };

export function RoomPage({ name, query }: { name: string; query: Route["query"] }) {
  const polled = usePoll((signal) => api.room(name, signal), { every: EVERY }, [name]);
  const following = useFollowing(name);
  return (
    <Page
      title={name}
      heading={
        <>
          <a href={href("rooms")}>Rooms</a> <span aria-hidden="true">/</span> <bdi>{name}</bdi>
        </>
      }
      actions={
        <a class="button" href={href("explain", undefined, { room: name })} data-testid="room-why">
          Why? Explain what is allowed
        </a>
      }
    >
      <Answered polled={polled} what="the room">
        {(room) => (
          <>
            <Missing nodes={room.missing} />
            <Head room={room} />
          </>
        )}
      </Answered>
      <Tabs
        label="The room"
        chosen={query["tab"]}
        onChoose={(tab) => replace(href("rooms", name, { tab: tab === "messages" ? undefined : tab }))}
        tabs={[
          {
            key: "messages",
            title: "Messages",
            content: () => (
              <div class="room-messages">
                <Live following={following} />
                <Publish room={name} onPublished={polled.again} />
                <Past name={name} polled={polled} />
              </div>
            ),
          },
          {
            key: "members",
            title: "Members",
            content: () => (
              <div class="room-members">
                <Members room={name} />
                <Nodes name={name} polled={polled} />
              </div>
            ),
          },
          { key: "settings", title: "Settings", content: () => <Settings room={name} /> },
        ]}
      />
    </Page>
  );
}

function Head({ room }: { room: api.Room }) {
  const { stream } = room;
  return (
    <dl class="facts" data-testid="room-facts">
      <Fact term="Members">{count(room.members)}</Fact>
      <Fact term="Messages">{rate(room.rate)}</Fact>
      <Fact term="Nodes">{count(room.nodes.length)}</Fact>
      <Fact term="Presence">{room.presence ? "yes" : "no"}</Fact>
      <Fact term="Stream at offset">{stream ? count(stream.offset) : stream === null ? "unknown" : "no stream"}</Fact>
      {stream && <Fact term="Oldest kept">{stream.oldest > stream.offset ? "nothing" : count(stream.oldest)}</Fact>}
      {stream && (
        <Fact term="Epoch">
          <Id>{stream.epoch}</Id>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Once it is known whether there is a stream; where nobody can say now where it is, it is taken to be where it was. */
function Past({ name, polled: { data } }: { name: string; polled: Asked }) {
  const known = useRef<api.Room["stream"]>(undefined);
  if (data && data.stream !== null) {
    known.current = data.stream;
  }
  return data ? <History room={name} stream={known.current ?? data.stream} /> : null;
}

function Nodes({ name, polled }: { name: string; polled: Asked }) {
  const columns: readonly Column<api.Room["nodes"][number]>[] = [
    {
      key: "node",
      title: "Node",
      cell: ({ node }) => (
        <a href={href("connections", undefined, { room: name, node })}>
          <Id short={12}>{node}</Id>
        </a>
      ),
    },
    { key: "members", title: "Members", end: true, cell: ({ members }) => count(members) },
    { key: "rate", title: "Messages", end: true, cell: (node) => rate(node.rate) },
  ];
  return (
    <Panel title="Nodes">
      <Table
        caption="Nodes"
        columns={columns}
        rows={polled.data?.nodes ?? []}
        keyOf={({ node }) => node}
        empty="Nobody is in the room."
      />
    </Panel>
  );
}
