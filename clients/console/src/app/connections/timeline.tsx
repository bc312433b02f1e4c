/** What has happened to a connection, the newest first. */
import type * as api from "../api/index.js";
import { Ago, Empty, Panel, Select } from "../components/index.js";
import { plural, time } from "../format.js";
import { href, replace } from "../route.js";
import { kindOf, type Part, tell } from "./events.js";

/** @param kind of events that are shown; empty for all */
export function Timeline({ connection, kind }: { connection: api.Connection; kind: string }) {
  const { events, omitted } = connection;
  const shown = newestFirst(events).filter(({ event }) => kind === "" || event === kind);
  return (
    <Panel title="Events" aside={plural(events.length, "event")} class="timeline-panel">
      <div class="panel-body">
        <div class="fields">
          <Select
            label="Show"
            testid="event-kind"
            value={kind}
            choices={choicesOf(events, kind)}
            onValue={(event) => replace(href("connections", connection.connection, { event }))}
          />
        </div>
        {shown.length === 0 && <Empty>{events.length === 0 ? "None is remembered." : "None of this kind."}</Empty>}
        <ol class="timeline" data-testid="events" aria-label="Events, the newest first" reversed>
          {keyed(shown).map(([key, event]) => (
            <Row key={key} event={event} />
          ))}
        </ol>
        {omitted !== undefined && omitted > 0 && (
          <p class="dim timeline-more">{plural(omitted, "event")} more, which happened too fast, or were overwritten since.</p>
        )}
      </div>
    </Panel>
  );
}

function Row({ event }: { event: api.ConnectionEvent }) {
  const { parts, tone } = tell(event);
  return (
    <li class={`event tone-${tone}`} data-event={event.event}>
      <span class="event-time">
        <span class="number">{time(event.time)}</span>{" "}
        <span class="event-ago">
          <Ago at={event.time} />
        </span>
      </span>
      <span class="event-what">{parts.map(Shown)}</span>
    </li>
  );
}

function Shown(part: Part) {
  return typeof part === "string" ? part : <a href={href("rooms", part.room)}><bdi>{part.room}</bdi></a>;
}

/** Those of one moment stay in their order, turned round as a whole. */
function newestFirst(events: readonly api.ConnectionEvent[]): readonly api.ConnectionEvent[] {
  return [...events].reverse();
}

/** Keys that stay with their events when newer ones come: counted from the oldest of the same moment and kind. */
function keyed(newest: readonly api.ConnectionEvent[]): readonly (readonly [string, api.ConnectionEvent])[] {
  const seen = new Map<string, number>();
  return [...newest]
    .reverse()
    .map((event) => {
      const base = `${event.time} ${event.event} ${event.room ?? ""}`;
      const n = seen.get(base) ?? 0;
      seen.set(base, n + 1);
      return [`${base} ${n}`, event] as const;
    })
    .reverse();
}

function choicesOf(events: readonly api.ConnectionEvent[], kind: string) {
  const counts = new Map<string, number>(kind === "" ? [] : [[kind, 0]]);
  events.forEach(({ event }) => counts.set(event, (counts.get(event) ?? 0) + 1));
  return [
    { value: "", label: "All events" },
    ...[...counts].map(([value, n]) => ({ value, label: `${kindOf(value)} (${n})` })),
  ];
}
