/** What connections are looked for: as it is written in the field, and as it stands in the address and in the question. */
import type { ConnectionQuery } from "../api/types.js";

/** What a text may be; `auto`: whatever it looks like. */
export type Kind = "user" | "match" | "connection" | "address" | "room";

export const KINDS: readonly { readonly value: Kind; readonly label: string; readonly as: string }[] = [
  { value: "user", label: "User", as: "the name of a user" },
  { value: "match", label: "User pattern", as: "a pattern of users" },
  { value: "connection", label: "Connection", as: "the beginning of a connection’s id" },
  { value: "address", label: "Address", as: "an address or a network" },
  { value: "room", label: "Room", as: "the name of a room" },
];

const NAMES: readonly string[] = KINDS.map(({ value }) => value);

export interface Sought {
  readonly kind: Kind;
  readonly text: string;
}

/** The names of logs: user=ada, connection=…; node= is not searched by the field. */
const PASTED = /^(user|match|connection|address|room)=(.+)$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/;
const IPV6 = /^(?=.*:.*:)[0-9a-f:.]+(\/\d{1,3})?$/i;
/** Twelve random bytes: hardly ever without capitals and small letters. */
const ID = /^(?=.*[A-Z])(?=.*[a-z])[\w-]{16}$/;

/** What a text looks like; quotes and names, as logs have them, are taken off. */
export function soughtBy(input: string): Sought {
  const text = input.trim();
  const pasted = PASTED.exec(text);
  if (pasted) {
    return { kind: pasted[1] as Kind, text: (pasted[2] ?? "").replace(/^"(.*)"$/, "$1") };
  }
  return { kind: guess(text), text };
}

function guess(text: string): Kind {
  if (text.includes("*")) {
    return "match";
  }
  if (IPV4.test(text) || IPV6.test(text)) {
    return "address";
  }
  return ID.test(text) ? "connection" : "user";
}

export type View = "open" | "closed";

/** What the address says. */
export interface Search {
  readonly view: View;
  /** In the field; absent where nothing is looked for. */
  readonly sought?: Sought;
  /** Others that have to be so, too, as a link from elsewhere may say. */
  readonly also: readonly Sought[];
  readonly node?: string;
  readonly code?: number;
}

type Query = Readonly<Record<string, string>>;

/** Reads it from an address. */
export function searchOf(query: Query): Search {
  const view = query["state"] === "closed" ? "closed" : "open";
  const all = NAMES.filter((name) => query[name]).map((name) => ({ kind: name as Kind, text: query[name] ?? "" }));
  const code = Number(query["code"]);
  return {
    view,
    ...(all[0] ? { sought: all[0] } : {}),
    also: all.slice(1),
    ...(query["node"] ? { node: query["node"] } : {}),
    ...(view === "closed" && Number.isInteger(code) && code > 0 ? { code } : {}),
  };
}

/** As it stands in an address. */
export function queryOf(search: Search): Record<string, string | undefined> {
  const all = search.sought ? [search.sought, ...search.also] : search.also;
  return {
    state: search.view === "closed" ? "closed" : undefined,
    ...Object.fromEntries(all.filter(({ text }) => text !== "").map(({ kind, text }) => [kind, text])),
    node: search.node,
    code: search.code === undefined ? undefined : String(search.code),
  };
}

/** As the server is asked. */
export function questionOf(search: Search, page: { readonly limit: number; readonly cursor?: string | undefined }): ConnectionQuery {
  const { state: _, code, ...rest } = queryOf(search);
  return { state: search.view, ...rest, ...(code === undefined ? {} : { code: Number(code) }), ...page };
}

/** What is looked for, as the end of a sentence: of the user “ada”, on the node 3f0e. */
export function wordsOf({ sought, also, node, code }: Search): string {
  const parts = [...(sought ? [sought] : []), ...also].map(wordOf);
  return [
    ...parts,
    ...(node === undefined ? [] : [`on the node ${node}`]),
    ...(code === undefined ? [] : [`with ${code}`]),
  ].join(", ");
}

function wordOf({ kind, text }: Sought): string {
  switch (kind) {
    case "user":
      return `of the user “${text}”`;
    case "match":
      return `of users like “${text}”`;
    case "connection":
      return `with an id that begins with “${text}”`;
    case "address":
      return `from ${text}`;
    case "room":
      return `in the room “${text}”`;
  }
}
