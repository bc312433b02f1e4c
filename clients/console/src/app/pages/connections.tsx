/** Connections, or one of them: #/connections, #/connections/ID. */
import { Detail } from "../connections/detail.js";
import { List } from "../connections/list.js";
import type { Route } from "../route.js";

export function Connections(place: Route) {
  return place.argument === undefined ? <List {...place} /> : <Detail id={place.argument} query={place.query} />;
}
