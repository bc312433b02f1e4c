/** The rooms of the cluster, or one of them. */
import { RoomList } from "../rooms/list.js";
import { RoomPage } from "../rooms/room.js";
import type { Route } from "../route.js";

export function Rooms({ argument, query }: Route) {
  return argument === undefined ? <RoomList query={query} /> : <RoomPage name={argument} query={query} />;
}
