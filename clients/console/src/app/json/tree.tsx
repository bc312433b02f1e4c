/** A JSON value whose lists and objects can be folded. What is folded, or far down a long list, is not on the page. */
import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../components/index.js";
import { bytes as sizeOf, count, plural } from "../format.js";
import { bytesIn, dump } from "./bytes.js";
import { preview } from "./text.js";

/** Items of a list that are shown at a time. */
const STEP = 100;
/** Characters of a string that are shown unasked. */
const LONG = 600;
/** Bytes that a dump has. */
const DUMPED = 1024;
/** What is open at first: items of a list or an object, and levels. */
const SMALL = 20;
const SHALLOW = 3;

export function JsonTree({ value }: { value: unknown }) {
  return (
    <div class="tree">
      <Item value={value} depth={0} />
    </div>
  );
}

function Item({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const label = name === undefined ? null : <span class="tree-name">{name}: </span>;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length > 0) {
      return <Branch label={label} value={value} entries={entries} depth={depth} />;
    }
  }
  return (
    <div class="tree-leaf">
      {label}
      <Leaf value={value} />
    </div>
  );
}

function Branch(props: {
  label: ComponentChild;
  value: object;
  entries: readonly (readonly [string, unknown])[];
  depth: number;
}) {
  const { label, value, entries, depth } = props;
  const [open, setOpen] = useState(depth === 0 || (entries.length <= SMALL && depth <= SHALLOW));
  const [shown, setShown] = useState(STEP);
  const size = Array.isArray(value) ? plural(entries.length, "item") : plural(entries.length, "key");
  return (
    <details class="tree-branch" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {label}
        <span class="dim">{open ? size : `${size} ${preview(value, 80)}`}</span>
      </summary>
      {open &&
        entries.slice(0, shown).map(([name, item]) => <Item key={name} name={name} value={item} depth={depth + 1} />)}
      {open && entries.length > shown && (
        <Button small onClick={() => setShown(shown + STEP)}>
          {count(Math.min(STEP, entries.length - shown))} more of {count(entries.length - shown)}
        </Button>
      )}
    </details>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") {
    return <Text text={value} />;
  }
  if (typeof value === "object" && value !== null) {
    return <span class="dim">{Array.isArray(value) ? "[]" : "{}"}</span>;
  }
  const kind = value === null ? "null" : typeof value === "bigint" ? "number" : typeof value;
  return <span class={`tree-${kind}`}>{String(value)}</span>;
}

function Text({ text }: { text: string }) {
  const [whole, setWhole] = useState(text.length <= LONG);
  const [dumped, setDumped] = useState(false);
  const bytes = bytesIn(text);
  return (
    <>
      <span class="tree-string">{JSON.stringify(whole ? text : text.slice(0, LONG))}</span>
      {!whole && (
        <Button small onClick={() => setWhole(true)}>
          All {count(text.length)} characters
        </Button>
      )}
      {bytes && (
        <Button small aria-expanded={dumped} onClick={() => setDumped(!dumped)}>
          {dumped ? "Hide the bytes" : `As ${sizeOf(bytes.length)} of base64`}
        </Button>
      )}
      {bytes && dumped && (
        <pre class="json">
          {dump(bytes, DUMPED)}
          {bytes.length > DUMPED && `\n… ${count(bytes.length - DUMPED)} more bytes`}
        </pre>
      )}
    </>
  );
}
