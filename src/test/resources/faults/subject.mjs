/* A subject in Node: where the client is and the settings come as arguments; each line on stdin is answered with one on stdout. */
import { createInterface } from "node:readline";
import { start } from "./subject.js";

const [where, settings] = process.argv.slice(2);
const { Client } = await import(where);
const subject = start(Client, JSON.parse(settings));
await subject.joined;
console.log("joined");
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(subject[line]() ?? null));
}
process.exit(0); // whoever started this is gone
