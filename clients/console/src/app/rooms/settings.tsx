/** The settings of a room: what holds, which pattern says so, and where that is written. */
import * as api from "../api/index.js";
import { Answered, type Column, Panel, Table } from "../components/index.js";
import { usePoll } from "../poll.js";

const columns: readonly Column<api.EffectiveSetting>[] = [
  { key: "name", title: "Setting", cell: ({ name }) => <code>{name}</code> },
  {
    key: "value",
    title: "Value",
    wide: true,
    cell: ({ value, configured, note }) => (
      <>
        <code>{String(value)}</code>
        {configured !== undefined && (
          <p class="wait-text">
            The configuration says <code>{String(configured)}</code>, which holds when nobody is in the room any more.
          </p>
        )}
        {note !== undefined && <p class="dim">{note}</p>}
      </>
    ),
  },
  {
    key: "pattern",
    title: "Pattern",
    cell: ({ pattern }) => (pattern === undefined ? <span class="dim">none</span> : <code>{pattern}</code>),
  },
  {
    key: "source",
    title: "Written in",
    cell: ({ source }) => (source === "default" ? <span class="dim">default</span> : <code>{source}</code>),
  },
];

export function SettingsTable({ patterns, settings }: Pick<api.RoomSettings, "patterns" | "settings">) {
  return (
    <>
      <p class="panel-body">
        {patterns.length === 0 ? (
          "No pattern of the configuration matches the room's name."
        ) : (
          <>
            Patterns that match, the most specific first:{" "}
            {patterns.map((pattern, i) => (
              <span key={pattern}>
                {i > 0 && ", "}
                <code>{pattern}</code>
              </span>
            ))}
          </>
        )}
      </p>
      <Table
        caption="Settings"
        testid="settings"
        columns={columns}
        rows={settings}
        keyOf={({ name }) => name}
        empty="A room of the server's own has none."
      />
    </>
  );
}

const EVERY = 10_000; // ms

export function Settings({ room }: { room: string }) {
  const polled = usePoll((signal) => api.roomSettings(room, signal), { every: EVERY }, [room]);
  return (
    <Panel title="Settings" aside="as they hold on the node that answers">
      <Answered polled={polled} what="the settings">
        {(settings) => <SettingsTable {...settings} />}
      </Answered>
    </Panel>
  );
}
