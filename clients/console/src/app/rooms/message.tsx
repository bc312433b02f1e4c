/** One message in a list: a line, and the whole of it when it is opened. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Sender } from "../api/index.js";
import { announce, Button, Id } from "../components/index.js";
import { bytes as sizeOf, count, moment, time as clock } from "../format.js";
import { copied } from "../json/copy.js";
import { compact, pretty, preview } from "../json/text.js";
import { JsonTree } from "../json/tree.js";
import { href } from "../route.js";

/** Characters of a value in its line. */
const LINE = 300;

export interface MessageProps {
  readonly data: unknown;
  readonly from: Sender;
  readonly time: number;
  readonly offset?: number | undefined;
  /** What stands before the value, where it is no usual message. */
  readonly mark?: ComponentChildren;
}

export function Message(props: MessageProps) {
  const [open, setOpen] = useState(false);
  const { data, from, time, offset } = props;
  return (
    <details class="message" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <time class="message-time" dateTime={new Date(time).toISOString()} title={moment(time)}>
          {clock(time)}
        </time>
        <span class="message-offset">{offset === undefined ? "" : `#${count(offset)}`}</span>
        <bdi class="message-from">{from.user ?? from.service ?? "unknown"}</bdi>
        <span class="message-line">
          {props.mark}
          <code>{preview(data, LINE)}</code>
        </span>
      </summary>
      {open && <Whole {...props} />}
    </details>
  );
}

function Whole({ data, from, time }: MessageProps) {
  const sent = compact(data);
  const copy = async (text: string) =>
    announce((await copied(text)) ? "Copied." : "The browser does not let the page copy: mark the text, and copy it by hand.");
  return (
    <div class="message-whole">
      <div class="message-meta">
        <span>{moment(time)}</span>
        <span>
          from {from.service === undefined ? "the user" : "the service"} <bdi>{from.user ?? from.service}</bdi>
        </span>
        {from.connection !== undefined && (
          <span>
            connection{" "}
            <a href={href("connections", from.connection)}>
              <Id>{from.connection}</Id>
            </a>
          </span>
        )}
        <span>{sizeOf(new TextEncoder().encode(sent).length)} as JSON</span>
        <Button small onClick={() => void copy(pretty(data))}>
          Copy
        </Button>
        <Button small onClick={() => void copy(sent)}>
          Copy in one line
        </Button>
      </div>
      <JsonTree value={data} />
    </div>
  );
}
