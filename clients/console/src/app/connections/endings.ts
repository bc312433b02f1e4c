/** How a connection has ended, in words. */
import type { Close } from "../api/types.js";
import type { Tone } from "../components/basics.js";
import { bytes } from "../format.js";
import { closeCode } from "../words.js";

const NO_STATUS = 1005;
const ABNORMAL = 1006;
const SLOW_CONSUMER = 4003;
/** The cause of those that have not answered a ping. */
const PING = "ping timeout";

/** What a code says of the connection, where the server has sent it. */
const BY_SERVER: Readonly<Record<number, string>> = {
  1000: "it was asked to close",
  1001: "a service, or somebody here, has disconnected it",
  1002: "it broke the WebSocket protocol",
  1003: "it sent text in a binary format, or the other way round",
  1007: "it sent something that cannot be decoded",
  1008: "it broke a rule",
  1009: "it sent a message above the limit",
  1011: "the server could not go on with it",
  1012: "its node stopped",
  1013: "it was to try again later",
  4000: "a newer login of the same user took its place",
  4001: "its token expired",
  4002: "its token was revoked",
  4003: "it did not take what it was sent",
};

/** Where the client has sent it. */
const BY_CLIENT: Readonly<Record<number, string>> = {
  1000: "it was done",
  1001: "its page was left, or its program ended",
  1002: "it says that the server broke the WebSocket protocol",
  1003: "it says that it cannot take such data",
  1005: "it gave no code",
  1007: "it says that it cannot decode what it got",
  1008: "it says that the server broke a rule",
  1009: "it says that a message was too large",
  1011: "it had an error of its own",
};

/** What the server says as a reason with these codes, and what the words above say already. */
const USUAL = new Set([
  "the node stops",
  "the token was revoked",
  "the token expired",
  "the queue passed its limit",
  "the connection broke",
  "no pong in time",
]);

const AGAIN = new Set([1001, 1006, 1008, 1011, 1012, 1013, 4001, 4003]);

/** How bad it is that a connection has ended so. */
export function toneOf({ side, code }: Pick<Close, "side" | "code">): Tone {
  if (side === "network") {
    return "bad";
  }
  if (code === 1000 || code === 1001 || code === NO_STATUS) {
    return "dim";
  }
  return code === 1012 || code === 1013 || (code >= 4000 && code <= 4001) ? "wait" : "bad";
}

/** Closed by the server, closed by the client, lost. */
export function howOf(side: Close["side"]): string {
  return side === "network" ? "Lost" : `Closed by the ${side}`;
}

/** In a few words, for a list: 4003 slow consumer. */
export function briefly({ side, code, cause }: Pick<Close, "side" | "code" | "cause">): string {
  if (side === "network") {
    return cause === PING ? `${code} no pong in time` : `${code} network lost`;
  }
  return side === "client" ? `${closeCode(code)} (client)` : closeCode(code);
}

/** Why: 4003, it did not take what it was sent (1.2 MiB waited). */
export function whyOf(close: Close): string {
  const { side, code, reason, queue = 0 } = close;
  const number = code === NO_STATUS || code === ABNORMAL || (side === "network" && code === 1008) ? "" : `${code}, `;
  const waited = queue > 0 && (side === "network" || code === SLOW_CONSUMER) ? ` (${bytes(queue)} waited)` : "";
  const said = reason === "" || USUAL.has(reason) ? "" : `: “${reason}”`;
  return `${number}${meaning(close)}${said}${waited}`;
}

function meaning({ side, code, cause }: Close): string {
  if (side === "network") {
    return cause === PING ? "it answered no ping in time" : (cause ?? "the connection broke without a goodbye");
  }
  return (side === "server" ? BY_SERVER : BY_CLIENT)[code] ?? "a code of the application’s own";
}

/** Whether clients that keep to the protocol connect again after that; nobody knows where they were the ones to close. */
export function returnsAfter({ side, code }: Pick<Close, "side" | "code">): string {
  if (side === "client") {
    return "";
  }
  return side === "network" || AGAIN.has(code)
    ? "Clients connect again after that, with a new connection."
    : "Clients do not connect again after that by themselves.";
}
