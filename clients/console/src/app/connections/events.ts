/** What has happened to a connection, in sentences. */
import type { Close, ConnectionEvent } from "../api/types.js";
import type { Tone } from "../components/basics.js";
import { moment, plural } from "../format.js";
import { howOf, whyOf } from "./endings.js";

/** A sentence about a room has it in its midst, as a link. */
export type Part = string | { readonly room: string };

export interface Told {
  readonly parts: readonly Part[];
  readonly tone: Tone;
}

/** Kinds of events, as they are chosen from. */
export const KIND_NAMES: Readonly<Record<string, string>> = {
  opened: "Opened",
  joined: "Joined a room",
  left: "Left a room",
  refused: "Refused",
  reset: "Stream reset",
  notice: "Told in advance",
  refreshed: "New token",
  failed: "Failed",
  closed: "Closed",
};

/** The kind's name; one that is not known yet stands for itself. */
export const kindOf = (event: string) => KIND_NAMES[event] ?? event;

/** Says it. */
export function tell(event: ConnectionEvent): Told {
  return (TELL[event.event] ?? other)(event);
}

/** The sentence as text. */
export const textOf = ({ parts }: Told) => parts.map((part) => (typeof part === "string" ? part : part.room)).join("");

const NOTICES: Readonly<Record<string, string>> = {
  draining: "Was told that its node stops, and to connect elsewhere.",
  expiring: "Was told that its token expires soon.",
};

const TELL: Readonly<Record<string, (event: ConnectionEvent) => Told>> = {
  opened: () => told("good", "Connected."),
  joined,
  left,
  refused,
  reset: (event) =>
    told("wait", "Was told that the stream of ", room(event), ` begins anew: it could not go on from where it was${at(event)}.`),
  notice: ({ notice }) => told("wait", NOTICES[String(notice)] ?? `Was told: ${String(notice)}.`),
  refreshed: ({ expires }) =>
    told("good", typeof expires === "number" ? `Goes on with a new token, until ${moment(expires)}.` : "Goes on with a new token."),
  failed: ({ error }) => told("bad", `The server made a mistake with it: ${error ?? "unknown"}; its log has the rest.`),
  closed: (event) => told("bad", `${howOf(closeOf(event).side)}: ${whyOf(closeOf(event))}.`),
};

function joined(event: ConnectionEvent): Told {
  const how = event["by"] === "server" ? "Was put by a service into " : "Joined ";
  if (event["recovered"] === true) {
    return told("good", how, room(event), `, and recovered: the stream goes on where it had been${at(event)}.`);
  }
  if (event["recovered"] === false) {
    return told("bad", how, room(event), ` without a recovery: ${missed(event)}${at(event)}.`);
  }
  return told("good", how, room(event), `${at(event)}.`);
}

function missed(event: ConnectionEvent): string {
  const gone = event["missed"] as { from: number; to: number } | undefined;
  return gone
    ? `${plural(gone.to - gone.from + 1, "message")} (offset ${gone.from} to ${gone.to}) cannot be had any more`
    : "its position is of another epoch";
}

function left(event: ConnectionEvent): Told {
  if (event["by"] !== "server") {
    return told("dim", "Left ", room(event), ".");
  }
  return told("wait", "Was taken out of ", room(event), event.reason ? `: ${event.reason}.` : ".");
}

const REQUESTS: Readonly<Record<string, string>> = {
  join: "to join ",
  leave: "to leave ",
  publish: "to publish to ",
  history: "to read what was kept of ",
  members: "to see the members of ",
};

function refused(event: ConnectionEvent): Told {
  const why = `: ${event.error ?? "error"}, ${event.reason ?? "no reason given"}.`;
  const request = typeof event["request"] === "string" ? event["request"] : undefined;
  if (event.room === undefined) {
    return told("bad", request === undefined ? "Sent something that was refused" : `Asked to ${request}, and was refused`, why);
  }
  return told("bad", "Asked ", REQUESTS[request ?? ""] ?? `for ${request ?? "something"} in `, room(event), ", and was refused", why);
}

function other({ time: _, event, ...rest }: ConnectionEvent): Told {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return told("dim", details.length === 0 ? `${event}.` : `${event}: ${details.join(", ")}.`);
}

const told = (tone: Tone, ...parts: readonly Part[]): Told => ({ tone, parts });

const room = (event: ConnectionEvent): Part => ({ room: event.room ?? "" });

const at = (event: ConnectionEvent) => (typeof event["offset"] === "number" ? ` (offset ${event["offset"]})` : "");

/** An event that has ended it says as much as a close does. */
function closeOf(event: ConnectionEvent): Close {
  const { side, code, reason, cause, queue } = event as unknown as Close;
  return { side, code, reason: reason ?? "", ...(cause ? { cause } : {}), ...(queue ? { queue } : {}) };
}
