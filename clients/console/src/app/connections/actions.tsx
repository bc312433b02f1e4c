/** What can be done to a connection and its user. Each asks first, says what will happen, and tells what did. */
import { signal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem } from "../../shared/problem.js";
import * as api from "../api/index.js";
import { Button, confirm, Select, TextField } from "../components/index.js";
import { plural } from "../format.js";
import { closeCode } from "../words.js";

/** The server's own choice where none is made. */
const DEFAULT = "1001";
/** 123 bytes are what a close frame has room for. */
const LONGEST = 123;

const CODES: readonly { readonly code: string; readonly then: string }[] = [
  { code: "1001", then: "clients connect again" },
  { code: "1012", then: "clients connect again" },
  { code: "1013", then: "clients connect again, after a while" },
  { code: "1008", then: "clients connect again" },
  { code: "1000", then: "clients stop" },
  { code: "4000", then: "clients stop" },
  { code: "4001", then: "clients connect again with a new token" },
];

interface Props {
  readonly connection: api.Connection;
  /** Asks for the connection again, to see what became of it. */
  readonly again: () => void;
}

export function Actions({ connection, again }: Props) {
  const { user, ended } = connection;
  const isOpen = ended === undefined;
  useEffect(() => {
    // The button that was pressed last may have gone with the connection.
    if (!isOpen && document.activeElement === document.body) {
      document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    }
  }, [isOpen]);
  return (
    <>
      {isOpen && (
        <Button tone="bad" onClick={() => disconnect(connection, again)} data-testid="disconnect">
          Disconnect…
        </Button>
      )}
      <Button tone="bad" onClick={() => disconnectUser(user, again)} data-testid="disconnect-user">
        <span>
          Disconnect all of <bdi>{user}</bdi>…
        </span>
      </Button>
      <Button tone="bad" onClick={() => revoke(connection, again)} data-testid="revoke">
        Revoke…
      </Button>
    </>
  );
}

// ---- disconnect

function disconnect({ connection, user }: api.Connection, again: () => void): void {
  const frame = new Frame();
  confirm({
    title: "Disconnect this connection?",
    body: (
      <>
        <p>
          The server closes it at once, wherever it is. The token of <bdi>{user}</bdi> stays valid, so a client that connects again
          is let in.
        </p>
        <FrameFields frame={frame} />
      </>
    ),
    action: "Disconnect",
    tone: "bad main",
    act: async () => {
      const [code, reason] = frame.said();
      await api.closeConnection(connection, code, reason);
      again();
      return `The connection ${connection} was told to close, with ${code}.`;
    },
  });
}

function disconnectUser(user: string, again: () => void): void {
  const frame = new Frame();
  confirm({
    title: `Disconnect all of ${user}?`,
    body: (
      <>
        <p>
          The server closes every connection of <bdi>{user}</bdi>, on all nodes. Tokens stay valid, so clients that connect again are
          let in.
        </p>
        <FrameFields frame={frame} />
      </>
    ),
    action: "Disconnect all",
    tone: "bad main",
    act: async () => {
      const [code, reason] = frame.said();
      const { affected } = await api.closeUser(user, { code, ...(reason === undefined ? {} : { reason }) });
      again();
      return `${plural(affected, "connection")} of ${user} ${affected === 1 ? "was" : "were"} told to close, with ${code}.`;
    },
  });
}

/** The close frame that is to be sent. */
class Frame {
  readonly code: Signal<string> = signal(DEFAULT);
  readonly reason: Signal<string> = signal("");
  readonly own: Signal<string> = signal("3000");

  /** Throws a problem where it cannot be sent so. */
  said(): [number, string | undefined] {
    const code = Number(this.code.value === "own" ? this.own.value : this.code.value);
    const objection = (this.code.value === "own" ? codeObjection(this.own.value) : undefined) ?? reasonObjection(this.reason.value);
    if (objection) {
      throw new Problem(0, "bad_request", objection);
    }
    return [code, this.reason.value === "" ? undefined : this.reason.value];
  }
}

export const codeObjection = (code: string) =>
  /^\d{4}$/.test(code) && Number(code) >= 3000 && Number(code) <= 4999
    ? undefined
    : `A code of your own is 3000 to 4999, not “${code}”.`;

export function reasonObjection(reason: string): string | undefined {
  const length = new TextEncoder().encode(reason).length;
  return length <= LONGEST ? undefined : `A reason has ${LONGEST} bytes at most; this one has ${length}.`;
}

function FrameFields({ frame }: { frame: Frame }) {
  const own = frame.code.value === "own";
  return (
    <>
      <Select
        label="Close code"
        testid="close-code"
        value={frame.code.value}
        choices={[
          ...CODES.map(({ code, then }) => ({ value: code, label: `${closeCode(code)}: ${then}` })),
          { value: "own", label: "One of your own" },
        ]}
        onValue={(code) => (frame.code.value = code)}
      />
      {own && (
        <TextField
          label="Code, 3000 to 4999"
          type="number"
          value={frame.own.value}
          objection={codeObjection(frame.own.value)}
          onValue={(code) => (frame.own.value = code)}
        />
      )}
      <TextField
        label="Reason, which the client gets"
        testid="close-reason"
        value={frame.reason.value}
        objection={reasonObjection(frame.reason.value)}
        onValue={(reason) => (frame.reason.value = reason)}
      />
    </>
  );
}

// ---- revoke

function revoke({ user, token }: api.Connection, again: () => void): void {
  const what = signal<"jti" | "user">(token?.id === undefined ? "user" : "jti");
  confirm({
    title: `Revoke what ${user} has?`,
    body: <RevokeFields user={user} id={token?.id} what={what} />,
    action: "Revoke",
    tone: "bad main",
    act: async () => {
      const id = what.value === "jti" ? token?.id : undefined;
      const { affected } = await api.revoke(id === undefined ? { user } : { jti: id });
      again();
      const revoked = id === undefined ? `The tokens of ${user} are revoked` : `The token ${id} is revoked`;
      return `${revoked}; ${plural(affected, "connection")} closed with 4002.`;
    },
  });
}

function RevokeFields({ user, id, what }: { user: string; id: string | undefined; what: Signal<"jti" | "user"> }) {
  return (
    <>
      {id !== undefined && (
        <fieldset class="choices">
          <legend>What is revoked</legend>
          <label class="check">
            <input type="radio" name="revoke" checked={what.value === "jti"} onChange={() => (what.value = "jti")} />
            <span>
              This connection’s token, <code>{id}</code>
            </span>
          </label>
          <label class="check">
            <input type="radio" name="revoke" checked={what.value === "user"} onChange={() => (what.value = "user")} />
            <span>
              All tokens of <bdi>{user}</bdi> that were issued until now
            </span>
          </label>
        </fieldset>
      )}
      <p>
        {what.value === "jti"
          ? "No node takes this token any more. Connections that came with it are closed with 4002, after which clients stop."
          : `No node takes a token of ${user} that was issued until now. All connections of ${user} that came with one are closed with 4002, after which clients stop. `}
      </p>
      <p>A token that is issued later is taken. This cannot be taken back.</p>
      {id === undefined && <p class="dim">The token of this connection has no id (jti) by which it could be revoked alone.</p>}
    </>
  );
}
