/** A room as it goes on. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button, Empty, Id, Panel, Pill, TextField, useNow } from "../components/index.js";
import type { Following } from "../follow/following.js";
import type { Row } from "../follow/feed.js";
import type { Happening, Standing } from "../follow/happening.js";
import type { Way } from "../follow/way.js";
import { claims } from "../identity.js";
import { brief, count, duration, plural, rate, time } from "../format.js";
import { href } from "../route.js";
import { useHold } from "../steady.js";
import { Message } from "./message.js";

export function Live({ following }: { following: Following }) {
  const { way, standing } = following.state.value;
  const runs = standing !== undefined && standing.name !== "ended";
  return (
    <Panel
      title="Live"
      aside={
        <Button small data-testid="follow" {...(runs ? {} : { tone: "main" as const })} onClick={() => (runs ? following.stop("stopped by you") : following.start())}>
          {runs ? "Stop following" : standing ? "Follow again" : "Follow live"}
        </Button>
      }
    >
      {standing === undefined ? (
        <Empty>
          Following makes the console a member of the room: a connection of {claims.user === undefined ? "your user" : <bdi>{claims.user}</bdi>},
          which is counted, and which others see where the room has presence.
        </Empty>
      ) : (
        <Followed following={following} way={way} standing={standing} />
      )}
    </Panel>
  );
}

function Followed({ following, way, standing }: { following: Following; way: Way | undefined; standing: Standing }) {
  const [filter, setFilter] = useState("");
  const { held, listeners } = useHold();
  const paused = following.paused.value;
  useEffect(() => {
    following.held = held;
    return () => (following.held = false);
  }, [held]);
  const { rows, received, skipped, filtered, rate: pace } = following.shown.value;
  return (
    <>
      <div class="panel-body live-head">
        <p data-testid="live-way">
          <StandingPill standing={standing} /> <WayWords way={way} /> <Connection standing={standing} />
        </p>
        <div class="live-controls">
          <TextField
            label="Filter by text or user"
            value={filter}
            testid="live-filter"
            onValue={(text) => {
              setFilter(text);
              following.filter(text);
            }}
          />
          <Button data-testid="live-pause" aria-pressed={paused} onClick={() => following.pause(!paused)}>
            {paused ? "Resume" : "Pause"}
          </Button>
          <Button onClick={() => following.clear()}>Clear</Button>
        </div>
        <p class="live-counts number" data-testid="live-counts">
          <span>{rate(pace)}</span> <span>{count(received)} received</span>
          {skipped > 0 && <span class="wait-text">{count(skipped)} not shown</span>}
          {filtered > 0 && <span>{count(filtered)} filtered out</span>}
          {paused && <span class="wait-text">paused</span>}
          {held && !paused && <span>held while you are in the list</span>}
        </p>
      </div>
      <div class="live-rows" data-testid="live" tabIndex={0} role="log" aria-live="off" aria-label="What is heard, the newest first" {...listeners}>
        {rows.length === 0 ? (
          <Empty>Nothing yet.</Empty>
        ) : (
          <ul class="messages">
            {rows.map((row) => (
              <li key={row.id}>
                <Heard row={row} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function StandingPill({ standing }: { standing: Standing }) {
  switch (standing.name) {
    case "connecting":
      return <Pill tone="wait">connecting</Pill>;
    case "following":
      return <Pill tone="good">following</Pill>;
    case "waiting":
      return <Waiting {...standing} />;
    case "ended":
      return (
        <>
          <Pill tone="dim">ended</Pill> {standing.reason}.
        </>
      );
  }
}

function Waiting({ until, reason }: { until: number; reason: string }) {
  const left = Math.max(0, until - useNow(500));
  return (
    <>
      <Pill tone="wait">waiting</Pill> {reason}; trying again in {duration(left)}.
    </>
  );
}

function WayWords({ way }: { way: Way | undefined }) {
  if (!way) {
    return null;
  }
  return way.name === "socket" ? (
    <span>
      As a client, over the WebSocket endpoint {way.endpoint} (<code>{way.path}</code>).
    </span>
  ) : (
    <span>
      By the room's events over HTTP, since as a client it may not: {way.because}.
    </span>
  );
}

function Connection({ standing }: { standing: Standing }) {
  if (standing.name !== "following" || standing.connection === undefined) {
    return null;
  }
  return (
    <span>
      A member as{" "}
      <a href={href("connections", standing.connection)}>
        <Id>{standing.connection}</Id>
      </a>
      .
    </span>
  );
}

/** A row never changes: it is made once, however often the list is. */
function Heard({ row }: { row: Row }) {
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

type Told = readonly ["good" | "wait" | "bad" | "dim", string, ComponentChildren];

/** What is no message, in words. */
function told(happening: Exclude<Happening, { kind: "message" | "direct" }>): Told {
  switch (happening.kind) {
    case "presence": {
      const { event, member } = happening;
      const said = member.member === undefined ? null : <code> {JSON.stringify(member.member)}</code>;
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
    case "missed":
      return ["bad", "missed", `${plural(happening.to - happening.from + 1, "message")} from ${count(happening.from)} to ${count(happening.to)}, gone for good`];
    case "notice":
      return ["wait", "notice", happening.event === "draining" ? `the node stops in ${brief(happening.in / 1000)} s` : `${happening.event} in ${brief(happening.in / 1000)} s`];
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
