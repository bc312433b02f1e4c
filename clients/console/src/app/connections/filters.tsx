/** What is searched by: one field that takes what somebody has at hand, and what narrows it. */
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../api/index.js";
import { Button, type Choice, SearchField, Select } from "../components/index.js";
import { usePoll } from "../poll.js";
import { closeCode } from "../words.js";
import { type Kind, KINDS, type Search, type Sought, soughtBy } from "./search.js";

const PAUSE = 300; // ms after the last letter
const NODES_EVERY = 10_000;
const CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4000, 4001, 4002, 4003];

interface Props {
  readonly search: Search;
  readonly change: (search: Search) => void;
}

export function Filters({ search, change }: Props) {
  return (
    <form
      class="fields connection-fields"
      role="search"
      onSubmit={(event) => event.preventDefault()}
    >
      <What {...{ search, change }} />
      <Nodes {...{ search, change }} />
      {search.view === "closed" && <Codes {...{ search, change }} />}
      {search.also.length > 0 && <Also {...{ search, change }} />}
    </form>
  );
}

const AUTO = "auto";

function What({ search, change }: Props) {
  const known = search.sought;
  const [text, setText] = useState(known?.text ?? "");
  const [kind, setKind] = useState<Kind | typeof AUTO>(known && soughtBy(known.text).kind !== known.kind ? known.kind : AUTO);
  const said = useRef(known);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** As it is when the pause is over: the other fields may have changed meanwhile. */
  const latest = useRef({ search, change });
  latest.current = { search, change };
  useEffect(() => {
    // A link has changed it, and not what is written here.
    if (known?.text !== said.current?.text || known?.kind !== said.current?.kind) {
      clearTimeout(timer.current);
      said.current = known;
      setText(known?.text ?? "");
      setKind(known && soughtBy(known.text).kind !== known.kind ? known.kind : AUTO);
    }
  }, [known?.text, known?.kind]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = (written: string, as: Kind | typeof AUTO, wait: number) => {
    setText(written);
    setKind(as);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const sought = soughtAs(written, as);
      said.current = sought;
      const { sought: _, ...rest } = latest.current.search;
      latest.current.change({ ...rest, ...(sought ? { sought } : {}), also: rest.also.filter(({ kind }) => kind !== sought?.kind) });
    }, wait);
  };
  return (
    <>
      <SearchField
        label="Search"
        testid="connection-search"
        placeholder="a user, an id, an address"
        value={text}
        onValue={(written) => say(written, kind, PAUSE)}
        hint={<Hint sought={soughtAs(text, kind)} auto={kind === AUTO} />}
      />
      <Select
        label="As"
        testid="connection-kind"
        value={kind}
        choices={[{ value: AUTO, label: "What it looks like" }, ...KINDS]}
        onValue={(as) => say(text, as as Kind | typeof AUTO, 0)}
      />
    </>
  );
}

function soughtAs(written: string, as: Kind | typeof AUTO): Sought | undefined {
  const text = written.trim();
  if (text === "") {
    return undefined;
  }
  return as === AUTO ? soughtBy(text) : { kind: as, text };
}

function Hint({ sought, auto }: { sought: Sought | undefined; auto: boolean }) {
  if (!sought) {
    return <>A user, a pattern like shop:*, a connection, an address, a network.</>;
  }
  const as = KINDS.find(({ value }) => value === sought.kind)?.as;
  return auto ? <>Taken as {as}.</> : <>Searched as {as}.</>;
}

/** All nodes, and the one that is looked for, where it has gone. */
function Nodes({ search, change }: Props) {
  const { data } = usePoll((signal) => api.nodes(Date.now(), signal), { every: NODES_EVERY }, []);
  const { node } = search;
  const ids = [...(data?.nodes ?? []), ...(data?.gone ?? [])].map((each) => each.node);
  const all = node === undefined || ids.includes(node) ? ids : [...ids, node];
  const choices: Choice[] = [{ value: "", label: "All" }, ...all.map((each) => ({ value: each, label: each }))];
  return (
    <Select
      label="Node"
      testid="connection-node"
      value={node ?? ""}
      choices={choices}
      onValue={(chosen) => {
        const { node: _, ...rest } = search;
        change({ ...rest, ...(chosen === "" ? {} : { node: chosen }) });
      }}
    />
  );
}

function Codes({ search, change }: Props) {
  const { code } = search;
  const all = code === undefined || CODES.includes(code) ? CODES : [...CODES, code];
  return (
    <Select
      label="Why"
      testid="connection-code"
      value={code === undefined ? "" : String(code)}
      choices={[{ value: "", label: "For any reason" }, ...all.map((each) => ({ value: String(each), label: closeCode(each) }))]}
      onValue={(chosen) => {
        const { code: _, ...rest } = search;
        change({ ...rest, ...(chosen === "" ? {} : { code: Number(chosen) }) });
      }}
    />
  );
}

/** What a link has asked for besides; each can be taken away. */
function Also({ search, change }: Props) {
  return (
    <ul class="also" aria-label="And">
      {search.also.map((each) => (
        <li key={each.kind}>
          and {KINDS.find(({ value }) => value === each.kind)?.label.toLowerCase()} <code>{each.text}</code>{" "}
          <Button
            small
            tone="quiet"
            aria-label={`Without ${each.text}`}
            onClick={() => change({ ...search, also: search.also.filter((other) => other !== each) })}
          >
            ×
          </Button>
        </li>
      ))}
    </ul>
  );
}
