import type { Codec } from "./codec.js";
import type { Environment } from "./environment.js";
import { type Beat, Heartbeat } from "./heartbeat.js";
import { type Refusal, runtime, type WebSocketLike } from "./socket.js";
import type { Welcome } from "./types.js";
import type { Ending } from "./verdict.js";

/** What is heard of a connection. `ended` is the last, once, and does not come after `close()`. */
export interface ConnectionListener {
  welcome(welcome: Welcome): void;
  message(message: any): void;
  /** Something came that cannot be read. */
  undecodable(error: unknown): void;
  ended(ending: Ending): void;
}

/** In ms. */
const WELCOME_WITHIN = 10_000;
/** After an error. */
const CLOSE_WITHIN = 100;
const OPEN = 1;
/** For connections that are given up: not 1000, which would tell the server that the client has left for good. */
const GIVEN_UP = 3000;

/** One WebSocket, from the attempt to its end: the welcome that has to come, and the heartbeat after it. */
export class Connection {
  /** Whether the server has said that it will close this connection. */
  draining = false;
  /** What the server has said of this connection, once it has. */
  welcome: Welcome | undefined;
  #heartbeat: Heartbeat | undefined;
  #refusal: Refusal | undefined;
  #cancel: () => void;

  constructor(
    readonly socket: WebSocketLike & { terminate?(): void },
    readonly codec: Codec,
    readonly environment: Environment,
    readonly listener: ConnectionListener,
  ) {
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code, reason }) => this.#end(code, reason);
    socket.onerror = () => this.#fail();
    runtime.observe?.(socket, (refusal) => (this.#refusal = refusal));
    this.#cancel = environment.after(WELCOME_WITHIN, () => this.#lose("the server sent no welcome"));
  }

  /** Whether it is open to be written to. */
  get isWritable(): boolean {
    return this.welcome !== undefined && this.socket.readyState === OPEN;
  }

  /** Finds out whether the other side is still there. */
  probe(): void {
    if (this.#heartbeat) {
      this.#beat(this.#heartbeat.probe(this.environment.now()));
    }
  }

  /** Ends it; nothing is heard of it any more. */
  close(code: number, reason: string): void {
    this.#leave();
    this.socket.close(code, reason);
  }

  /** A close follows, but for the sockets of Node itself: those say nothing more of an attempt that has failed. */
  #fail(): void {
    if (!this.welcome) {
      this.#cancel();
      this.#cancel = this.environment.after(CLOSE_WITHIN, () => this.#lose(""));
    }
  }

  /** Nothing is heard of the socket any more. */
  #leave(): void {
    this.#cancel();
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.onerror = () => {}; // `ws` wants a listener
  }

  #hear(data: string | ArrayBuffer): void {
    this.#heartbeat?.heard(this.environment.now());
    let message;
    try {
      message = this.codec.decode(data) as any;
    } catch (error) {
      this.listener.undecodable(error);
      return;
    }
    if (message?.type === "welcome") {
      this.#greeted(message);
    } else if (this.welcome) {
      this.listener.message(message);
    }
  }

  #greeted(welcome: Welcome): void {
    const { interval, timeout } = welcome.keepalive;
    const now = this.environment.now();
    this.welcome = welcome;
    this.#heartbeat = new Heartbeat(interval, timeout, now);
    this.#beat(this.#heartbeat.look(now));
    this.listener.welcome(welcome);
  }

  #beat({ act, next }: Beat): void {
    this.#cancel();
    if (act === "lost") {
      this.#lose("the server does not answer");
      return;
    }
    if (act === "ping" && this.isWritable) {
      this.socket.send(this.codec.encode({ type: "ping", id: 0 }));
    }
    this.#cancel = this.environment.after(next, () => this.#beat(this.#heartbeat!.look(this.environment.now())));
  }

  /** Does not wait for the socket to close: where the network is dead that may take minutes. */
  #lose(reason: string): void {
    const { socket } = this;
    if (socket.terminate) {
      this.#leave();
      socket.terminate();
    } else {
      this.close(GIVEN_UP, "");
    }
    this.#end(1006, reason);
  }

  #end(code: number, reason: string): void {
    this.#cancel();
    const known = this.welcome ? "the connection is lost" : "the server cannot be reached";
    this.listener.ended({ code, reason: reason || known, draining: this.draining, ...this.#refusal });
  }
}
