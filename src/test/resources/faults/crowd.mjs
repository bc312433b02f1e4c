/*
 * Many clients in one Node process: where the client is and a list of {name, url, pace, token, rooms?} come as arguments. The
 * lines on stdin are "states", answered with how each of them is: "STATE CODE"; and "pauses", with how long each has meant to wait
 * before each attempt, in ms.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [where, file] = process.argv.slice(2);
const { Client } = await import(where);
const clients = JSON.parse(readFileSync(file, "utf8")).map(({ name, url, pace, token }) => {
  const client = new Client(url, { reconnect: pace, token: async () => token });
  const pauses = [];
  client.on("state", (state) => state.name === "waiting" && pauses.push(Math.round(state.until - Date.now())));
  client.open().catch(() => {}); // where it is closed for good, its state says so
  return { name, client, pauses };
});
console.log("started");
for await (const line of createInterface({ input: process.stdin })) {
  const said = { states: ({ client: { state } }) => `${state.name} ${state.code ?? ""}`.trim(), pauses: ({ pauses }) => pauses }[line];
  console.log(JSON.stringify(Object.fromEntries(clients.map((each) => [each.name, said(each)]))));
}
process.exit(0); // whoever started this is gone
