import { Emitter } from "./emitter.js";
import type { CarillonError } from "./errors.js";
import type { Host, PublishOptions } from "./host.js";
import { Iteration } from "./iteration.js";
import type { Limits } from "./limit.js";
import { inRoom, Membership } from "./membership.js";
import type {
  History,
  Joined,
  Members,
  Message,
  Position,
  Presence,
  Published,
  Range,
  RoomState,
} from "./types.js";

/** How to be in a room. */
export interface RoomOptions {
  /** Shown to the other members of a room with presence: any value, up to 1 KiB. */
  readonly member?: unknown;
  /** Where to go on in the room's stream, as `room.position` said it before; from storage, for instance. */
  readonly since?: Position | undefined;
  /** `false`: do not ask for what was missed while there was no connection; what is live is all that counts. */
  readonly recover?: boolean;
}

/** What can be listened to on a room, and what listeners are given. */
export interface RoomEvents<Data = unknown> {
  /** Somebody has published. In a room with a stream each message comes once, in the order of the stream. */
  message: Message<Data>;
  /** Another member has come or gone. */
  presence: Presence;
  /**
   * The room was joined, or joined again (`first` is false) on a new connection. Where a room without a stream is joined
   * again, messages may be missing: then the answer has no `epoch`.
   */
  joined: Joined & { readonly first: boolean };
  /** The server has taken this client out of the room, and it does not go back by itself. */
  left: { readonly reason: string };
  /** The server does not let this client in, and it does not ask again by itself. */
  refused: CarillonError;
  /** The stream could not be continued: load your state anew. What follows is complete again, from this position on. */
  reset: Position;
  /** These messages are gone for good. What follows is complete again. */
  missed: Range;
  state: RoomState;
}

/** What a room's parts tell each other, besides. */
export interface RoomSignals<Data = unknown> extends RoomEvents<Data> {
  /** No messages follow: because of the error, or because somebody wanted it so. */
  end: CarillonError | undefined;
}

/** Which part of a stream to read. */
export interface HistoryOptions extends Limits {
  /** Exclusive: ascending from there, or descending down to there. Default 0. */
  readonly since?: number;
  /** From 0 (the position alone) to 1000. Default 100. There may be fewer where messages are long. */
  readonly limit?: number;
  /** From the newest down. */
  readonly reverse?: boolean;
}

/** So far may an iterator be behind. */
const BEHIND = 10_000;

/**
 * A room, as a client sees it. Made by {@link Client.room}, one for each name; nothing happens until it is joined. To be in
 * it is a wish, which outlives connections: the client joins again on each new one, and recovers what was missed where the
 * room has a stream.
 *
 * @typeParam Data what is published here. Nothing checks it.
 */
export class Room<Data = unknown> {
  readonly name: string;
  /** @internal */
  readonly membership: Membership<Data>;
  readonly #host: Host;
  readonly #emitter = new Emitter<RoomSignals<Data>>();

  /** @internal */
  constructor(name: string, host: Host, options: RoomOptions) {
    this.name = name;
    this.#host = host;
    this.membership = new Membership(name, host, this.#emitter, options);
  }

  /** Where this client stands with the room. */
  get state(): RoomState {
    return this.membership.state;
  }

  /**
   * Where the room's stream goes on: everything up to here was handed out, or is gone. While a listener hears of a message
   * it is that message's own. Nothing where the room has no stream, or was never joined.
   */
  get position(): Position | undefined {
    return this.membership.recovery.position;
  }

  /** Calls `listener` at each such event, until the function that is returned is called. */
  on<Name extends keyof RoomEvents<Data>>(
    name: Name,
    listener: (value: RoomEvents<Data>[Name]) => void,
  ): () => void {
    return this.#emitter.on(name, listener as (value: RoomSignals<Data>[Name]) => void);
  }

  /**
   * Wants to be in the room, from now on; opens the client if nobody has. Resolves when the server has let it in, at once
   * where it has already. Messages may come before whoever awaits this goes on: listen first.
   *
   * @param options `signal` gives up; where nobody else waits to get in, the room is not wanted any more
   * @throws CarillonError with the server's code (`forbidden`, `limit_exceeded`...) where it refuses, `left` where the room
   * was left meanwhile, `closed` where the client was closed. What is worth trying again is tried again.
   */
  join(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Joined> {
    return this.membership.join(options.signal);
  }

  /**
   * Does not want to be in the room any more. Nothing of it is heard from now on. What is on its way to the server is
   * published; what waits is not, and fails with `left`, or with `lost` where it was sent before and may have been published. The
   * position stays: whoever joins again goes on from there. Never rejects.
   */
  leave(): Promise<void> {
    return new Promise((resolve) => this.membership.leave(resolve));
  }

  /**
   * The room's messages from now on, collected from this call on; joins the room if nobody has. It ends when the room is left or
   * the client closed by this side; throws what else ends it, and `overflow` to whoever is 10,000 messages behind.
   *
   * @param options `signal` ends it, too, with the signal's reason
   */
  messages(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterableIterator<Message<Data>> {
    const { signal } = options;
    const iteration = new Iteration<Message<Data>>(BEHIND, () => {
      offs.forEach((off) => off());
      signal?.removeEventListener("abort", abort);
    });
    const abort = () => iteration.end(signal!.reason);
    const offs = [
      this.#emitter.on("message", (message) => iteration.push(message)),
      this.#emitter.on("end", (error) => iteration.end(error)),
    ];
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) {
      abort();
    } else {
      this.join().catch((error: unknown) => iteration.end(error));
    }
    return iteration;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Message<Data>> {
    return this.messages();
  }

  /**
   * Publishes to the room. While there is no connection, or the room is wanted and not joined yet, it waits; publications of
   * one client to one room are never out of order. Resolves when the server has accepted it.
   *
   * Where the connection ends before the answer, it is sent again in a room that is known to have a stream: it stands there
   * once, whatever happens. In other rooms, and after 4 minutes, it fails with `lost`: it may have been published.
   *
   * @param data any value that the format can express; what it is now counts
   * @param options `signal` and `timeout` give up; what was sent by then may be published all the same
   * @throws CarillonError with the server's code (`not_joined`, `forbidden`, `invalid_data`, `rate_limited`...), or `lost`,
   * `queue_full`, `too_large`, `left`, `closed`, `timeout`
   */
  publish(data: Data, options: PublishOptions = {}): Promise<Published> {
    return this.#host.publish(this.name, data, options);
  }

  /**
   * Reads what the room's stream keeps; the token has to allow it. One need not be in the room.
   *
   * @throws CarillonError `not_found` where the room has no stream, `forbidden`, `timeout`, `closed`
   */
  async history(options: HistoryOptions = {}): Promise<History<Data>> {
    const { since, limit, reverse } = options;
    const { name } = this;
    return inRoom(name, await this.#host.ask<History<Data>>("history", { room: name, since, limit, reverse }, options));
  }

  /**
   * Who is in the room; the token has to allow it. One need not be in the room.
   *
   * @throws CarillonError `not_found` where the room has no presence, `forbidden`, `timeout`, `closed`
   */
  members(options: Limits = {}): Promise<Members> {
    return this.#host.ask("members", { room: this.name }, options);
  }
}
