/** What is needed of a WebSocket: that of browsers, of Node 22 and later, and of the package `ws` have it. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
}

/** What makes a WebSocket. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** A handshake that the server has refused, where that can be seen. */
export interface Refusal {
  /** The HTTP status. */
  readonly status: number;
  /** In ms. */
  readonly retryAfter?: number;
  /** For people. */
  readonly reason?: string;
}

/** What another runtime than a browser brings along; nothing, unless its entry point has put it here. */
export const runtime: {
  /** Loads a WebSocket where there is no global one. */
  load?: () => Promise<WebSocketConstructor>;
  /** Looks for the refusal of a socket's handshake. */
  observe?: (socket: WebSocketLike, tell: (refusal: Refusal) => void) => void;
} = {};

/** The given one, the global one, or what the runtime has in its place. */
export async function webSocket(given: WebSocketConstructor | undefined): Promise<WebSocketConstructor> {
  const found = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket ?? (await runtime.load?.());
  if (!found) {
    throw new Error("there is no WebSocket here: give one as the option WebSocket");
  }
  return found;
}
