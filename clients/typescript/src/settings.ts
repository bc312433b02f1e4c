import type { Pace } from "./backoff.js";
import type { Codec } from "./codec.js";
import { type Environment, realEnvironment } from "./environment.js";
import { json } from "./json.js";
import type { Bounds } from "./publications.js";
import type { WebSocketConstructor } from "./socket.js";
import { jwt, type Token } from "./token.js";

/** How a client is made. Everything but the token has a default. */
export interface ClientOptions {
  /** Says who this is: a JWT, or a function that gets one, which is the only way to go on when a token has expired. */
  readonly token: Token;
  /** The format. Default: JSON; `msgpack()` and `bson()` come from entry points of their own. */
  readonly codec?: Codec;
  /** How fast to come back; `false`: never, the client closes when its first connection ends. */
  readonly reconnect?: Pace | false;
  /** How much may wait to be published while there is no connection: 1000 messages and 1 MiB, encoded. */
  readonly queue?: Partial<Bounds>;
  /** In ms: how long a request, publications excepted, may take, the wait for a connection included. Default 10,000. */
  readonly timeout?: number;
  /** In the place of `Math.random`. */
  readonly random?: () => number;
  /** In the place of the global one; in Node without a global one the package `ws` is used. */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * Clock and page, for tests.
   *
   * @internal
   */
  readonly environment?: Environment;
}

/** Options that are complete. */
export interface Settings {
  readonly url: string;
  readonly token: Token;
  readonly codec: Codec;
  readonly pace: Required<Pace>;
  readonly reconnects: boolean;
  readonly bounds: Bounds;
  readonly timeout: number;
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly environment: Environment;
}

/** Throws a `TypeError` where something cannot be meant. */
export function settingsFrom(url: string | URL, options: ClientOptions): Settings {
  const { codec = json, reconnect, queue, timeout = 10_000, random = Math.random } = options;
  const token = typeof options.token === "function" ? options.token : jwt(options.token);
  const pace = { base: 500, cap: 20_000, calm: 10_000, ...(reconnect || {}) };
  const bounds = { messages: 1000, bytes: 1 << 20, ...queue };
  for (const [name, value] of Object.entries({ ...pace, ...bounds, timeout })) {
    if (!(value >= 0)) {
      throw new TypeError(`${name} is a number from 0, got: ${value}`);
    }
  }
  return {
    url: absolute(url),
    token,
    codec,
    pace,
    reconnects: reconnect !== false,
    bounds,
    timeout,
    WebSocket: options.WebSocket,
    environment: options.environment ?? realEnvironment(random),
  };
}

/** A WebSocket's URL; relative ones count from the page. */
function absolute(url: string | URL): string {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  let found;
  try {
    found = new URL(url, page);
  } catch {
    throw new TypeError(`not a URL: ${url}`);
  }
  found.protocol = found.protocol.replace(/^http/, "ws");
  found.hash = "";
  if (!/^wss?:$/.test(found.protocol)) {
    throw new TypeError(`a URL begins with ws:, wss:, http: or https:, got: ${url}`);
  }
  return found.href;
}
