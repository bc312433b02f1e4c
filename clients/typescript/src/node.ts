/**
 * What Node is given for `carillon-client`: the same, and the package `ws` where there is no global WebSocket (before Node
 * 22), which then has to be installed. With `ws` the reason of a refused handshake can be seen, too.
 *
 * @module
 */
import { type Refusal, runtime, type WebSocketConstructor, type WebSocketLike } from "./socket.js";

export * from "./index.js";

/** Enough for the server's reason; in characters. */
const LONGEST_BODY = 4096;

interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string | undefined>;
  setEncoding(encoding: string): void;
  on(event: string, listener: (text: string) => void): void;
}

/** The part of `ws` that a browser's WebSocket does not have. */
interface NodeSocket extends WebSocketLike {
  on?(event: "unexpected-response", listener: (request: unknown, response: Response) => void): void;
  terminate?(): void;
}

runtime.load = async () => {
  try {
    const ws = await import("ws");
    return ws.WebSocket as unknown as WebSocketConstructor;
  } catch (cause) {
    throw new Error("this version of Node has no WebSocket: install the package ws, or use Node 22 or later", { cause });
  }
};

runtime.observe = (socket: NodeSocket, tell) => {
  socket.on?.("unexpected-response", (_, response) => {
    let body = "";
    const done = () => {
      tell(refusal(response, body));
      socket.terminate?.(); // whoever looks at such a response has to end the socket, too
    };
    response.setEncoding("utf8");
    response.on("data", (text) => (body.length < LONGEST_BODY ? (body += text) : 0));
    response.on("end", done);
    response.on("error", done);
  });
};

function refusal({ statusCode, headers }: Response, body: string): Refusal {
  const seconds = Number(headers["retry-after"]);
  return {
    status: statusCode,
    ...(seconds >= 0 && { retryAfter: seconds * 1000 }),
    reason: reasonIn(body) ?? `the server refused the connection with status ${statusCode}`,
  };
}

function reasonIn(body: string): string | undefined {
  try {
    const { reason } = JSON.parse(body) as { reason?: unknown };
    return typeof reason === "string" ? reason : undefined;
  } catch {
    return undefined; // somebody else than a Carillon answered
  }
}
