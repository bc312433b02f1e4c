/** A room as it goes on. */
import { useEffect, useState } from "preact/hooks";
import { Button, Empty, Id, Panel, Pill, TextField, useNow } from "../components/index.js";
import type { Following } from "../follow/following.js";
import type { Standing } from "../follow/happening.js";
import type { Way } from "../follow/way.js";
import { claims } from "../identity.js";
import { count, duration, rate } from "../format.js";
import { href } from "../route.js";
import { useHold } from "../steady.js";
import { Heard } from "./heard.js";

export function Live({ following }: { following: Following }) {
  const { way, standing } = following.state.value;
  const runs = standing !== undefined && standing.name !== "ended";
  return (
    <Panel
      title="Live"
      aside={
        <Button
          small
          data-testid="follow"
          {...(runs ? {} : { tone: "main" as const })}
          onClick={() => (runs ? following.stop("stopped by you") : following.start())}
        >
          {runs ? "Stop following" : standing ? "Follow again" : "Follow live"}
        </Button>
      }
    >
      {standing === undefined ? (
        <Empty>
          Following makes the console a member of the room: a connection of{" "}
          {claims.user === undefined ? "your user" : <bdi>{claims.user}</bdi>}, which is counted, and which others
          see where the room has presence.
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
      <div
        class="live-rows"
        data-testid="live"
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="What is heard, the newest first"
        {...listeners}
      >
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
