/** What the stream of a room has kept: the newest first, and back from there. */
import { useState } from "preact/hooks";
import * as api from "../api/index.js";
import { Answered, Button, Empty, Panel } from "../components/index.js";
import { count, plural } from "../format.js";
import { useLast } from "../last.js";
import { usePoll } from "../poll.js";
import { Message } from "./message.js";
import { pageBelow } from "./past.js";

/** @param stream as it is now; absent where the room has none */
export function History({ room, stream }: { room: string; stream: api.Room["stream"] }) {
  if (!stream) {
    return (
      <Panel title="History">
        <Empty>
          {stream === null ? "Nobody can say now where the room's stream is." : "The room keeps no messages: it has no stream."}
        </Empty>
      </Panel>
    );
  }
  return <Kept key={stream.epoch} room={room} offset={stream.offset} />;
}

function Kept({ room, offset }: { room: string; offset: number }) {
  /** Where pages begin: the offset above the first message; undefined is the newest. */
  const [tops, setTops] = useState<readonly number[]>([]);
  const top = tops.at(-1);
  const polled = useLast(
    usePoll((signal) => pageBelow(top, (query) => api.history(room, query, signal)), { every: 0 }, [room, top]),
    `${top}`,
  );
  const newer = Math.max(0, offset - (polled.data?.offset ?? offset));
  const newest = () => {
    setTops([]);
    if (tops.length === 0) {
      polled.again();
    }
  };
  const aside = newer > 0 && (
    <Button small data-testid="history-newer" onClick={newest}>
      {plural(newer, "newer message")}: show
    </Button>
  );
  return (
    <Panel title="History" aside={aside || undefined}>
      <Answered polled={polled} what="the history">
        {({ messages, oldest }) => (
          <>
            <Messages messages={messages} />
            <Steps
              messages={messages}
              oldest={oldest}
              page={tops.length}
              newest={newest}
              back={() => setTops(tops.slice(0, -1))}
              on={(below) => setTops([...tops, below])}
            />
          </>
        )}
      </Answered>
    </Panel>
  );
}

function Messages({ messages }: Pick<api.History, "messages">) {
  if (messages.length === 0) {
    return <Empty>The stream keeps no messages here.</Empty>;
  }
  return (
    <ul class="messages" data-testid="history" aria-label="Kept messages, the newest first">
      {messages.map((message) => (
        <li key={message.offset}>
          <Message {...message} />
        </li>
      ))}
    </ul>
  );
}

function Steps(props: {
  messages: api.History["messages"];
  oldest: number;
  /** Pages before this one. */
  page: number;
  newest: () => void;
  back: () => void;
  on: (below: number) => void;
}) {
  const { messages, oldest, page } = props;
  const first = messages[0];
  const last = messages.at(-1);
  const ends = last === undefined || last.offset <= oldest;
  if (page === 0 && ends) {
    return messages.length === 0 ? null : <p class="pager-count">{plural(messages.length, "message")}, all that is kept</p>;
  }
  return (
    <nav class="pager" aria-label="Pages of the history">
      <Button small disabled={page === 0} onClick={props.newest}>
        Newest
      </Button>
      <Button small disabled={page === 0} onClick={props.back}>
        Newer
      </Button>
      <span>
        {first && last && `Offsets ${count(first.offset)} down to ${count(last.offset)}; `}the oldest kept is {count(oldest)}
      </span>
      <Button small data-testid="history-older" disabled={ends} onClick={() => last && props.on(last.offset)}>
        Older
      </Button>
    </nav>
  );
}
