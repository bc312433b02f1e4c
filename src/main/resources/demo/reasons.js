/** Why there is no connection, for people: what the close codes mean, and what the client itself says. */

const sentences = {
  1000: "The connection was closed.",
  1001: "The server let this connection go.",
  1002: "The server and this page did not understand each other (a malformed frame).",
  1003: "The server and this page did not understand each other (the wrong kind of frame).",
  1005: "The connection was closed without a reason.",
  1007: "The server could not read what this page sent.",
  1008: "The server ended this connection: it was too quiet, or too busy.",
  1009: "A message was larger than the server takes.",
  1011: "The server could not go on with this connection.",
  1012: "This node is restarting.",
  1013: "The server is overloaded.",
  4000: "You signed in somewhere else, and that session took this one's place.",
  4001: "The token has expired; getting a new one.",
  4002: "Your access was revoked.",
  4003: "This page could not keep up with its messages.",
};

/**
 * A sentence for what a client's state `waiting` or `closed` has as its cause.
 *
 * @param met whether there was a connection before
 */
export function sentenceFor(cause, met) {
  const token = [cause, cause?.cause].find((one) => one?.code === "token");
  if (token) {
    return sentence(token.cause?.message ?? token.reason);
  }
  if (cause?.closeCode === 1006) {
    return met ? "The connection is lost." : "The server cannot be reached.";
  }
  return sentences[cause?.closeCode ?? 1000] ?? "The connection was closed.";
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
