import { after } from "node:test";
import { Client, type ClientOptions } from "../../src/node.js";
import { token } from "./server.js";

/** A client of the tests, which is closed at their end: quick to come back, patient, with a token that does not expire. */
export function client(port: number, user: string, options: Partial<ClientOptions> = {}): Client {
  const made = new Client(`ws://127.0.0.1:${port}/ws`, {
    token: () => token(user),
    reconnect: { base: 20, cap: 200 },
    timeout: 60_000,
    ...options,
  });
  after(() => made.close());
  return made;
}

/** All that a room has handed out, as it comes. */
export function collected<T>(room: { on(name: "message", listener: (message: { data: T }) => void): unknown }): T[] {
  const all: T[] = [];
  room.on("message", ({ data }) => all.push(data));
  return all;
}
