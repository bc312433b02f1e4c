import { after } from "node:test";
import { WebSocket } from "ws";
import { Client, type ClientOptions } from "../../src/node.js";
import { Clock } from "./clock.js";
import { Scripted } from "./scripted.js";

/** Good enough for a server that does not look. */
export const JWT = "a.b.c";

/** A client with a clock that stands, and a server that does what the test says. */
export async function pair(options: Partial<ClientOptions> = {}): Promise<{ server: Scripted; client: Client; clock: Clock }> {
  const server = await Scripted.start();
  const clock = new Clock();
  const environment = clock;
  const url = `ws://127.0.0.1:${server.port}/ws`;
  const client = new Client(url, { token: JWT, environment, WebSocket: WebSocket as never, ...options });
  after(() => client.close());
  return { server, client, clock };
}
