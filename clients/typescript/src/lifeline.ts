import { Backoff } from "./backoff.js";
import { Connection } from "./connection.js";
import { CarillonError, closed, Hopeless } from "./errors.js";
import type { Settings } from "./settings.js";
import { webSocket } from "./socket.js";
import { tokenFrom, words } from "./token.js";
import type { ClientState, Welcome } from "./types.js";
import { type Ending, verdictOn } from "./verdict.js";

/** What a client hears of its lifeline. */
export interface LifelineListener {
  state(state: ClientState): void;
  opened(welcome: Welcome): void;
  message(message: any): void;
  /** A connection that was open has ended; what was not answered on it will not be. */
  lost(): void;
  /** Nothing is tried any more. */
  closed(error: CarillonError): void;
  error(error: CarillonError): void;
}

/**
 * One connection after the other: decides when there is the next, and when there is none any more. The states and the ways
 * between them are those of `ClientState`.
 */
export class Lifeline {
  state: ClientState = { name: "idle" };
  /** The connection that is there, or about to be. */
  connection: Connection | undefined;
  /** The user of the last connection. */
  user: string | undefined;
  readonly #backoff: Backoff;
  /** Aborted when the attempt, or the connection that it became, is over. */
  #attempt = new AbortController();
  /** Takes back the timer of the current state: the next attempt, or the calm after which failures are forgotten. */
  #cancel = () => {};
  #unwatch = () => {};
  /** Before this nothing is tried, whatever happens: the server wants it so. ms since 1970. */
  #earliest = 0;

  constructor(
    readonly settings: Settings,
    readonly listener: LifelineListener,
  ) {
    const { base, cap } = settings.pace;
    this.#backoff = new Backoff(base, cap, settings.environment.random);
  }

  /** The signal of the connection that is there: aborted when it ends. */
  get signal(): AbortSignal {
    return this.#attempt.signal;
  }

  /** Connects, where nobody does; `now` ends a wait, too. */
  open(now = false): void {
    const { name } = this.state;
    if (name === "idle" || name === "closed") {
      this.#unwatch = this.settings.environment.watch(
        () => this.#back(),
        () => this.#away(),
      );
      void this.#connect();
    } else if (now) {
      this.#hurry();
    }
  }

  /** Ends the connection, and everything else. */
  close(): void {
    const { connection } = this;
    const before = this.state;
    if (before.name === "closed") {
      return;
    }
    connection?.close(1000, "");
    if (this.#over(before)) {
      this.#close({ code: 1000, reason: "closed by this client" });
    }
  }

  async #connect(): Promise<void> {
    const { url, token, codec, environment, WebSocket } = this.settings;
    const { signal } = (this.#attempt = new AbortController());
    this.#enter({ name: "connecting" });
    try {
      const text = await tokenFrom(environment, token, this.user, signal);
      const Socket = await webSocket(WebSocket);
      if (!signal.aborted) {
        const socket = new Socket(url, [codec.subprotocol, `bearer.${text}`]);
        this.connection = new Connection(socket, codec, environment, {
          welcome: (welcome) => this.#opened(welcome),
          message: (message) => this.listener.message(message),
          undecodable: (cause) =>
            this.listener.error(new CarillonError("undecodable", `a message cannot be read: ${words(cause)}`, { cause })),
          ended: (ending) => this.#ended(ending),
        });
      }
    } catch (cause) {
      if (!signal.aborted) {
        // Without a socket there is no sense in going on, without a token there may be.
        const hopeless = cause instanceof Hopeless || !(cause instanceof CarillonError);
        this.#ended({ code: 1006, reason: words(cause), hopeless, cause });
      }
    }
  }

  #opened(welcome: Welcome): void {
    this.user = welcome.user;
    this.#cancel = this.settings.environment.after(this.settings.pace.calm, () => this.#backoff.reset());
    // What was waiting comes before what those who hear of this begin.
    const state: ClientState = { name: "open", welcome };
    this.state = state;
    this.listener.opened(welcome);
    if (this.state === state) {
      this.listener.state(state);
    }
  }

  #ended(ending: Ending): void {
    if (!this.#over(this.state)) {
      return;
    }
    const { environment, token, reconnects } = this.settings;
    const verdict = verdictOn(ending, typeof token === "string", this.#backoff);
    if (verdict.stop || !reconnects) {
      this.#close(ending);
      return;
    }
    const now = environment.now();
    this.#earliest = now + verdict.least;
    this.#wait(environment.isOffline() ? this.#backoff.seldom() : verdict.wait, failure("lost", ending));
  }

  #wait(ms: number, cause: CarillonError): void {
    const { environment } = this.settings;
    this.#cancel();
    this.#cancel = environment.after(ms, () => void this.#connect());
    this.#enter({ name: "waiting", until: environment.now() + ms, cause });
  }

  #close(ending: Ending): void {
    this.#unwatch();
    this.#backoff.reset();
    const error = failure("closed", ending);
    const { code, reason } = ending;
    const state: ClientState = { name: "closed", code, reason, ...(code !== 1000 && { cause: error }) };
    this.state = state;
    this.listener.closed(error);
    if (this.state === state) {
      this.listener.state(state);
    }
  }

  /** Ends a wait, if nothing speaks against it. */
  #hurry(): void {
    if (this.state.name === "waiting") {
      const least = this.#earliest - this.settings.environment.now();
      if (least > 0) {
        this.#wait(least, this.state.cause);
      } else {
        this.#cancel();
        void this.#connect();
      }
    }
  }

  #back(): void {
    this.#hurry();
    this.connection?.probe();
  }

  #away(): void {
    if (this.state.name === "waiting") {
      this.#wait(this.#backoff.seldom(), this.state.cause);
    }
    this.connection?.probe();
  }

  /** The attempt, or the connection that it became, is over. Whether that is all: who hears of it may close or open. */
  #over(before: ClientState): boolean {
    this.#cancel();
    this.#attempt.abort();
    this.connection = undefined;
    if (before.name === "open") {
      this.listener.lost();
    }
    return this.state === before;
  }

  #enter(state: ClientState): void {
    this.state = state;
    this.listener.state(state);
  }
}

function failure(code: string, { code: closeCode, reason, status, cause }: Ending): CarillonError {
  if (code === "closed" && closeCode === 1000) {
    return closed(reason, { closeCode });
  }
  return new CarillonError(code, reason, {
    closeCode,
    ...(code === "lost" && { retryable: true }),
    ...(status && { status }),
    ...(cause !== undefined && { cause }),
  });
}
