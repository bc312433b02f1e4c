/** How a room can be followed by who has signed in: as a client, or over HTTP. */
import type { Endpoint, Explained, ExplainQuery, Info } from "../api/types.js";
import type { Door } from "./socket.js";

export type Way =
  | ({ readonly name: "socket" } & Door)
  /** `because`: why not as a client. */
  | { readonly name: "events"; readonly because: string };

/** What the server is asked. */
export interface Informants {
  info(signal: AbortSignal): Promise<Info>;
  explain(what: ExplainQuery, signal: AbortSignal): Promise<Explained>;
}

/**
 * Finds the way. A browser does not tell why a WebSocket was refused, so it is asked before.
 *
 * @param token of who has signed in
 */
export async function wayInto(room: string, token: string, ask: Informants, signal: AbortSignal): Promise<Way> {
  const doors = ((await ask.info(signal)).endpoints ?? []).flatMap(doorOf);
  let because = "no endpoint of the server can be opened by the console";
  for (const door of doors) {
    const explained = await ask.explain({ token, room, endpoint: door.endpoint }, signal);
    const join = explained.room?.verbs?.find(({ verb }) => verb === "join");
    if (join?.allowed === false) {
      return { name: "events", because: join.because };
    }
    if (explained.endpoint?.allowed !== false) {
      return { name: "socket", ...door };
    }
    because = explained.endpoint.because;
  }
  return { name: "events", because };
}

/** Nothing where it has no JSON, or its path a part that nobody knows. */
function doorOf({ endpoint, path, subprotocols }: Endpoint): Door[] {
  const subprotocol = subprotocols["json"];
  return subprotocol === undefined || path.includes("/:") ? [] : [{ endpoint, path, subprotocol }];
}
