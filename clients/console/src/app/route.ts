/** Where in the console one is: the fragment of the address, as #/rooms/NAME?match=a*. */
import { signal } from "@preact/signals";

export interface Route {
  /** The page's name, empty for the first. */
  readonly page: string;
  /** What the page is to show, as a room; absent for a list. */
  readonly argument?: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Reads a fragment; what is not encoded rightly stands as it is. */
export function routeOf(hash: string): Route {
  const [path = "", search = ""] = split(hash.replace(/^#?\/?/, ""), "?");
  const [page, argument] = split(path, "/");
  return {
    page: decode(page ?? ""),
    ...(argument ? { argument: decode(argument) } : {}),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The fragment for a place; colons and slashes, common in names, stay readable. */
export function href(page: string, argument?: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const path = argument === undefined ? page : `${page}/${encodeURIComponent(argument).replace(/%3A/g, ":").replace(/%2F/g, "/")}`;
  const given = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined && each[1] !== "");
  return `#/${path}${given.length === 0 ? "" : `?${new URLSearchParams(given)}`}`;
}

const hash = () => globalThis.location?.hash ?? "";

/** Where one is now. */
export const route = signal(routeOf(hash()));

globalThis.addEventListener?.("hashchange", () => (route.value = routeOf(hash())));

/** Goes somewhere, as a link does. */
export function go(to: string): void {
  location.hash = to;
}

/** Says the same place otherwise, as when a filter changes: the way back does not lead through each letter that was typed. */
export function replace(to: string): void {
  history.replaceState(null, "", to);
  route.value = routeOf(to);
}

function split(text: string, at: string): [string, string?] {
  const place = text.indexOf(at);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
