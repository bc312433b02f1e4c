/** The pages, in the order of the navigation. */
import type { ComponentChild } from "preact";
import type { Route } from "../route.js";
import { Connections } from "./connections.js";
import { Explain } from "./explain.js";
import { Overview } from "./overview.js";
import { Rooms } from "./rooms.js";

export interface PageEntry {
  /** As in the address: #/NAME, or #/NAME/ARGUMENT. */
  readonly name: string;
  readonly title: string;
  /** What leads there after a g. */
  readonly key: string;
  readonly view: (place: Route) => ComponentChild;
}

export const pages: readonly PageEntry[] = [
  { name: "", title: "Overview", key: "o", view: Overview },
  { name: "rooms", title: "Rooms", key: "r", view: Rooms },
  { name: "connections", title: "Connections", key: "c", view: Connections },
  { name: "explain", title: "Explain", key: "e", view: Explain },
];
