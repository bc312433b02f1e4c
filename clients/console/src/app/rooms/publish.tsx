/** Publishes to a room what is written. */
import { useRef, useState } from "preact/hooks";
import * as api from "../api/index.js";
import { Button, Panel, TextArea, TextField } from "../components/index.js";
import { count } from "../format.js";
import { faultIn } from "../json/fault.js";
import { newKey } from "./key.js";

type Outcome = { readonly published: api.Published } | { readonly problem: api.Problem };

export function Publish({ room, onPublished }: { room: string; onPublished: () => void }) {
  const [text, setText] = useState("");
  const [user, setUser] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  /** What may have been published, and nobody knows: sent again with the same key it is stored once. */
  const pending = useRef<{ readonly of: string; readonly key: string } | undefined>(undefined);
  const fault = tried ? objectionTo(text) : undefined;

  const publish = async () => {
    setTried(true);
    if (busy || objectionTo(text) !== undefined) {
      return;
    }
    const of = `${user}\n${text}`;
    if (pending.current?.of !== of) {
      pending.current = { of, key: newKey() };
    }
    setBusy(true);
    setOutcome(undefined);
    try {
      const from = user.trim() === "" ? {} : { user: user.trim() };
      setOutcome({ published: await api.publish(room, text, { ...from, key: pending.current.key }) });
      pending.current = undefined;
      onPublished();
    } catch (cause) {
      setOutcome({ problem: api.Problem.from(cause) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Panel title="Publish">
      <form
        class="panel-body form"
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void publish();
          }
        }}
      >
        <TextArea
          label="Message, as JSON"
          mono
          rows={6}
          value={text}
          testid="publish-json"
          placeholder='{"text": "hello"}'
          objection={fault}
          onValue={setText}
        />
        <TextField
          label="From the user"
          value={user}
          testid="publish-user"
          hint="Where it is empty, from the service http"
          onValue={setUser}
        />
        <div class="form-actions">
          <Button submit tone="main" busy={busy} data-testid="publish">
            Publish
          </Button>
          <span class="dim">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </span>
        </div>
        <div role="status" data-testid="publish-outcome">
          {outcome && <Told outcome={outcome} />}
        </div>
      </form>
    </Panel>
  );
}

function Told({ outcome }: { outcome: Outcome }) {
  if ("problem" in outcome) {
    const { problem } = outcome;
    const title = problem.status === 0 ? "Nobody knows whether it was published." : `Refused: ${problem.error}.`;
    return (
      <div class="outcome bad">
        <p>
          <strong>{title}</strong> {problem.reason}
        </p>
        {problem.paths.length > 0 && (
          <ul class="paths">
            {problem.paths.map(({ path, reason }) => (
              <li key={path + reason}>
                <code>{path === "" ? "the whole" : path}</code> {reason}
              </li>
            ))}
          </ul>
        )}
      </div>
    );
  }
  const { offset, epoch, duplicate } = outcome.published;
  return (
    <p class="outcome">
      {offset === undefined ? (
        "On its way: the room has no stream, and keeps nothing."
      ) : (
        <>
          {duplicate ? "Had been stored before, at" : "Stored at"} offset <strong>{count(offset)}</strong> of the epoch{" "}
          <code>{epoch}</code>.
        </>
      )}
    </p>
  );
}

function objectionTo(text: string): string | undefined {
  if (text.trim() === "") {
    return "Write a JSON value: an object, a list, a text in quotes, a number, true, false or null.";
  }
  const fault = faultIn(text);
  return fault && `Line ${fault.line}, column ${fault.column}: ${fault.reason}.`;
}
