/** Asks the server why something is allowed or not. The token stays in the field: it is neither in the address nor stored. */
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../api/index.js";
import { Button, Failure, Page, Panel, TextArea, TextField } from "../components/index.js";
import { identity } from "../identity.js";
import { usePoll } from "../poll.js";
import { href, replace, type Route } from "../route.js";
import { cleaned } from "../../shared/session.js";
import { Answer } from "./answer.js";

interface Fields {
  readonly token: string;
  readonly room: string;
  readonly endpoint: string;
  readonly user: string;
  readonly method: string;
}

interface Outcome {
  readonly explained?: api.Explained;
  readonly problem?: api.Problem;
}

export function ExplainPage({ query }: { query: Route["query"] }) {
  const { room = "", endpoint = "", user = "", method = "" } = query;
  const [fields, setFields] = useState<Fields>({ token: "", room, endpoint, user, method });
  const [objection, setObjection] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>({});
  const [busy, setBusy] = useState(false);
  const asking = useRef<AbortController | undefined>(undefined);
  const answer = useRef<HTMLDivElement>(null);

  const explain = async () => {
    const question = questionOf(fields);
    const wrong = objectionTo(question);
    setObjection(wrong);
    if (wrong !== undefined) {
      return;
    }
    const { token: _, ...shown } = question;
    replace(href("explain", undefined, shown));
    asking.current?.abort();
    const { signal } = (asking.current = new AbortController());
    setBusy(true);
    const next = await api.explain(question, signal).then(
      (explained): Outcome => ({ explained }),
      (cause: unknown): Outcome => ({ problem: api.Problem.from(cause) }),
    );
    if (!signal.aborted) {
      setOutcome(next);
      setBusy(false);
    }
  };

  useEffect(() => {
    if (room !== "") {
      void explain(); // its settings can be told without a token
    }
    return () => asking.current?.abort();
  }, []);

  useEffect(() => {
    if (fields.token !== "" && answer.current) { // else the token is still to come
      bringIntoView(answer.current);
    }
  }, [outcome]);

  return (
    <Page title="Explain" lead="Why a token is accepted or not, and what it allows: as this node decides now. Asking changes nothing.">
      <div class="explain">
        <Panel title="Question">
          <Form fields={fields} setFields={setFields} objection={objection} busy={busy} explain={() => void explain()} />
        </Panel>
        <div class="explain-answer" ref={answer} aria-live="polite" aria-busy={busy}>
          {outcome.problem && <Failure problem={outcome.problem} />}
          {outcome.explained && <Answer explained={outcome.explained} />}
        </div>
      </div>
    </Page>
  );
}

/** On a phone it stands below the question, where nobody would see that it has come. */
function bringIntoView(element: Element) {
  if (element.getBoundingClientRect().top > window.innerHeight / 2) {
    element.scrollIntoView({ block: "start" });
  }
}

function Form(props: {
  fields: Fields;
  setFields: (fields: Fields) => void;
  objection: string | undefined;
  busy: boolean;
  explain: () => void;
}) {
  const { fields, setFields, explain } = props;
  const field = (name: keyof Fields) => ({
    value: fields[name],
    testid: `explain-${name}`,
    onValue: (value: string) => setFields({ ...fields, [name]: value }),
  });
  return (
    <form
      class="panel-body form"
      onSubmit={(event) => {
        event.preventDefault();
        explain();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          explain();
        }
      }}
    >
      <TextArea label="Token" mono rows={5} placeholder="eyJ…" objection={props.objection} {...field("token")} />
      <div class="form-actions">
        <Button small onClick={() => setFields({ ...fields, token: identity.token() ?? "" })}>
          Take my own
        </Button>
        <Button small tone="quiet" disabled={fields.token === ""} onClick={() => setFields({ ...fields, token: "" })}>
          Forget it
        </Button>
      </div>
      <TextField label="Room" placeholder="chat:lobby" {...field("room")} />
      <TextField label="Endpoint to open" hint={<Endpoints />} {...field("endpoint")} />
      <TextField label="User to send to" {...field("user")} />
      <TextField label="Method to call" {...field("method")} />
      <div class="form-actions">
        <Button submit tone="main" busy={props.busy} data-testid="explain">
          Explain
        </Button>
        <span class="dim">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </span>
      </div>
    </form>
  );
}

/** Which there are. */
function Endpoints() {
  const { data } = usePoll((signal) => api.info(signal), { every: 0 }, []);
  return data ? <>There are: {data.endpoints.map(({ endpoint }) => endpoint).join(", ")}</> : null;
}

/** Without what is empty. */
function questionOf(fields: Fields): api.ExplainQuery {
  const given = { ...fields, token: cleaned(fields.token) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ""));
}

function objectionTo({ token, room, endpoint, user, method }: api.ExplainQuery): string | undefined {
  if (token !== undefined) {
    return undefined;
  }
  if (endpoint !== undefined || user !== undefined || method !== undefined) {
    return "Paste a token: endpoint, user and method are about one.";
  }
  return room === undefined ? "Paste a token, or name a room." : undefined;
}
