/** What the server has explained. */
import type { ComponentChildren } from "preact";
import type * as Types from "../api/index.js";
import { Ago, type Column, KeyValues, Panel, Pill, Table } from "../components/index.js";
import { href } from "../route.js";
import { SettingsTable } from "../rooms/settings.js";
import { Checks } from "./checks.js";

export function Answer({ explained: { token, room, endpoint, send, call } }: { explained: Types.Explained }) {
  return (
    <>
      {token && <Token token={token} />}
      {endpoint && <Judged title={`Opening the endpoint ${endpoint.endpoint}`} verdict={endpoint} testid="explained-endpoint" />}
      {send && <Judged title={`Sending to the user ${send.user}`} verdict={send} testid="explained-send" />}
      {call && <Judged title={`Calling the method ${call.method}`} verdict={call} testid="explained-call" />}
      {room && <Room room={room} />}
    </>
  );
}

function Token({ token }: { token: Types.TokenExplained }) {
  const { user, expires, issuedAt, id, scopes, key } = token;
  return (
    <Panel title="Token" aside={token.valid ? <Pill tone="good">accepted</Pill> : <Pill tone="bad">not accepted</Pill>}>
      <div class="panel-body" data-testid="explained-token">
        {token.reason !== undefined && (
          <p class="bad-text explain-reason">
            A client is told: <strong>{token.reason}</strong>
          </p>
        )}
        <KeyValues
          items={[
            ["User", user && <bdi>{user}</bdi>],
            ["Expires", expires && <Ago at={expires} />],
            ["Issued", issuedAt && <Ago at={issuedAt} />],
            ["Id (jti)", id && <code>{id}</code>],
            ["Scopes", scopes && (scopes.length === 0 ? "none" : scopes.join(", "))],
            ["Signed by", key],
          ]}
        />
      </div>
      <Checks checks={token.checks} />
    </Panel>
  );
}

const verbColumns: readonly Column<Types.VerbExplained>[] = [
  { key: "verb", title: "Verb", cell: ({ verb }) => <code>{verb}</code> },
  { key: "allowed", title: "Verdict", cell: ({ allowed }) => <Allowed allowed={allowed} /> },
  { key: "because", title: "Because", wide: true, cell: ({ because }) => because },
  { key: "rule", title: "By the rule", cell: ({ rule }) => (rule ? <Rule rule={rule} /> : <span class="dim">none</span>) },
];

function Room({ room }: { room: NonNullable<Types.Explained["room"]> }) {
  const link = (
    <a href={href("rooms", room.room)}>
      To the room <bdi>{room.room}</bdi>
    </a>
  );
  return (
    <>
      {room.verbs && (
        <Panel title="What may be done in the room" aside={link}>
          <Table caption="Verbs" testid="explained-verbs" columns={verbColumns} rows={room.verbs} keyOf={({ verb }) => verb} />
          <Rules rules={room.rules ?? []} />
        </Panel>
      )}
      <Panel title="The room's settings" aside={room.verbs ? undefined : link}>
        <SettingsTable patterns={room.patterns} settings={room.settings} />
      </Panel>
    </>
  );
}

/** All that the token goes by, also where none of it fits. */
function Rules({ rules }: { rules: readonly Types.UsedRule[] }) {
  if (rules.length === 0) {
    return <p class="pager-count">The token goes by no rules for rooms.</p>;
  }
  return (
    <details class="explain-rules">
      <summary>All rules that the token goes by ({rules.length})</summary>
      <ul>
        {rules.map((rule) => (
          <li key={rule.pattern}>
            <Rule rule={rule} /> <span class="dim">{rule.verbs?.join(", ")}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Judged({ title, verdict, testid }: { title: string; verdict: Types.Verdict; testid: string }) {
  return (
    <Panel title={title} aside={<Allowed allowed={verdict.allowed} />}>
      <div class="panel-body" data-testid={testid}>
        <p>{verdict.because}</p>
        {verdict.rule && (
          <p>
            By the rule <Rule rule={verdict.rule} />
          </p>
        )}
      </div>
    </Panel>
  );
}

function Rule({ rule: { pattern, names, from, source } }: { rule: Types.UsedRule }): ComponentChildren {
  const other = names.filter((name) => name !== pattern);
  const where = from === "token" ? "in the token" : source === undefined ? "in the configuration" : source;
  return (
    <>
      <code>{pattern}</code>
      {other.length > 0 && <> (here {other.map((name, i) => [i > 0 && ", ", <code key={name}>{name}</code>])})</>}{" "}
      <span class="dim">{where}</span>
    </>
  );
}

function Allowed({ allowed }: { allowed: boolean }) {
  return allowed ? <Pill tone="good">allowed</Pill> : <Pill tone="bad">not allowed</Pill>;
}
