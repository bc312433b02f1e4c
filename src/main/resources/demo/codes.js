/** What each close code means for this page: go on (perhaps later), or stop and say why. */

const LATER = 5_000;

const verdicts = {
  1000: { stop: true, why: "The connection was closed." },
  1001: { why: "The server let this connection go." },
  1002: { stop: true, why: "The server and this page did not understand each other (a malformed frame)." },
  1003: { stop: true, why: "The server and this page did not understand each other (the wrong kind of frame)." },
  1005: { why: "The connection was closed without a reason." },
  1006: { why: "The connection is lost." },
  1007: { stop: true, why: "The server could not read what this page sent." },
  1008: { why: "The server ended this connection: it was too quiet, or too busy." },
  1009: { stop: true, why: "A message was larger than the server takes." },
  1011: { why: "The server could not go on with this connection." },
  1012: { why: "This node is restarting." },
  1013: { why: "The server is overloaded.", least: LATER },
  4000: { stop: true, why: "You signed in somewhere else, and that session took this one's place." },
  4001: { why: "The token has expired; getting a new one." },
  4002: { stop: true, why: "Your access was revoked." },
  4003: { why: "This page could not keep up with its messages." },
};

const unknown = { why: "The connection was closed." };

/** `{stop?, why, least?}`: whether to stop, the reason for people, and the least milliseconds to wait. */
export function verdictOn(code) {
  return verdicts[code] ?? unknown;
}
