/** What the server's codes mean, for people. */

const CLOSE_CODES: Readonly<Record<string, string>> = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "no code",
  1006: "broken off",
  1007: "invalid data",
  1008: "policy",
  1009: "message too large",
  1011: "server error",
  1012: "server restart",
  1013: "try again later",
  4000: "session taken over",
  4001: "token expired",
  4002: "token revoked",
  4003: "slow consumer",
};

const HANDSHAKES: Readonly<Record<string, string>> = {
  accepted: "accepted",
  no_endpoint: "no endpoint (404)",
  plain: "without TLS (403)",
  not_a_handshake: "not a handshake (400)",
  rate_limited: "rate limited (429)",
  full: "full (503)",
  draining: "draining (503)",
  origin: "origin (403)",
  no_token: "no token (401)",
  invalid_token: "invalid token (401)",
  forbidden: "endpoint not allowed (403)",
  no_subprotocol: "no subprotocol (400)",
  too_many_sessions: "too many sessions (429)",
  unavailable: "unavailable (503)",
  gone: "client gone",
  failed: "failed (500)",
};

/** 4003 slow consumer. */
export function closeCode(code: number | string): string {
  const words = CLOSE_CODES[String(code)];
  return words === undefined ? String(code) : `${code} ${words}`;
}

/** 4003 slow consumer, by server: of a series' name, which is SIDE CODE. */
export function closeOf(series: string): string {
  const [side = "", code = ""] = series.split(" ");
  return code === "" ? series : `${closeCode(code)}, by ${side}`;
}

export const handshake = (result: string) => HANDSHAKES[result] ?? result.replaceAll("_", " ");

export const outcome = (name: string) => (name === "failed" ? "failed (reset)" : name);
