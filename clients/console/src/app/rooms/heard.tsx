/** What was heard of a room, in a row. */
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Id, Pill, type Tone } from "../components/index.js";
import type { Row } from "../follow/feed.js";
import type { Happening } from "../follow/happening.js";
import { brief, count, plural, time } from "../format.js";
import { compact } from "../json/text.js";
import { href } from "../route.js";
import { Message } from "./message.js";

/** A row never changes: it is made once, however often the list is. */
export function Heard({ row }: { row: Row }) {
  return useMemo(() => heard(row), [row]);
}

function heard({ happening, at }: Row) {
  if (happening.kind === "message") {
    return <Message {...happening} />;
  }
  if (happening.kind === "direct") {
    return <Message {...happening} mark={<Pill tone="wait">to this connection</Pill>} />;
  }
  const [tone, mark, words] = told(happening);
  return (
    <p class="message-event">
      <time class="message-time">{time(at)}</time>
      <Pill tone={tone}>{mark}</Pill> <span>{words}</span>
    </p>
  );
}

type Told = readonly [tone: Tone, mark: string, words: ComponentChildren];

/** What is no message, in words. */
function told(happening: Exclude<Happening, { kind: "message" | "direct" }>): Told {
  switch (happening.kind) {
    case "presence": {
      const { event, member } = happening;
      const said = member.member === undefined ? null : <code> {compact(member.member)}</code>;
      const words = (
        <>
          <bdi>{member.user}</bdi> as{" "}
          <a href={href("connections", member.connection)}>
            <Id>{member.connection}</Id>
          </a>
          {said}
        </>
      );
      return event === "join" ? ["good", "join", words] : ["dim", "leave", words];
    }
    case "joined": {
      const { offset } = happening;
      return ["good", "joined", offset === undefined ? "" : `what is above offset ${count(offset)} follows`];
    }
    case "reset": {
      const where = happening.offset === undefined ? "" : `; it goes on above offset ${count(happening.offset)}`;
      return ["bad", "reset", `the stream could not be continued, something may be missing${where}`];
    }
    case "missed": {
      const { from, to } = happening;
      return ["bad", "missed", `${plural(to - from + 1, "message")} from ${count(from)} to ${count(to)}, gone for good`];
    }
    case "notice": {
      const what = happening.event === "draining" ? "the node stops" : happening.event;
      return ["wait", "notice", `${what} in ${brief(happening.in / 1000)} s`];
    }
    case "left":
      return ["bad", "left", happening.reason];
    case "closed":
      return ["bad", "close", `${happening.code}${happening.reason === "" ? "" : `: ${happening.reason}`}`];
    case "lost":
      return ["bad", "lost", happening.reason];
    case "stopped":
      return ["dim", "stopped", happening.reason];
  }
}
