import type { Emitter } from "./emitter.js";
import type { History, Joined, Message, Position, Range } from "./types.js";

/** What a room hands out, in order. */
export interface Handout<Data> {
  message: Message<Data>;
  missed: Range;
  reset: Position;
}

/** So many live messages are held while history is read. What is more is read from history, too. */
const HELD = 1000;

/**
 * A room's place in its stream, and the order in which its messages are handed out: each once, none before those that
 * were missed. No requests and no timers: whoever owns it does what `unread` says, and brings the answers.
 *
 *     following ── joined(not recovered, same epoch), hold() ──▶ holding
 *     holding   ── nothing unread any more: release(); reset(); stop() ──▶ following
 *
 * The position is moved before a message is handed out: whoever looks at it meanwhile sees that message's own.
 */
export class Recovery<Data> {
  /** Live messages that wait for what comes before them, while something does. */
  #held: Message<Data>[] | undefined;
  /** Up to here history has to be read before what is held may go. */
  #target = 0;
  /** Offsets above the position of what this client published and does not want to hear. */
  readonly #own = new Set<number>();

  constructor(
    public position: Position | undefined,
    readonly emitter: Pick<Emitter<Handout<Data>>, "emit">,
  ) {}

  /**
   * The server has answered a `join`.
   *
   * @param recovering whether the request had the position in it
   */
  joined({ epoch, offset = 0, recovered, missed }: Joined, recovering: boolean): void {
    const before = recovering ? this.position : undefined;
    this.stop();
    if (epoch === undefined) {
      this.position = undefined;
    } else if (!before) {
      this.#move({ epoch, offset });
    } else if (before.epoch !== epoch || before.offset > offset) {
      this.reset({ epoch, offset });
    } else if (!recovered) {
      this.#held = [];
      this.#target = offset;
      if (missed) {
        this.#miss(missed.to);
      }
    }
  }

  /** Has live messages wait until `release()`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Whether live messages wait. */
  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  /** The offset after which history is to be read, or nothing if all that is known of was read. */
  get unread(): number | undefined {
    const { position } = this;
    return this.#held && position && position.offset < this.#target ? position.offset : undefined;
  }

  /** A page of history from `unread` on. What is missing at its beginning is gone. */
  page({ epoch, offset, messages }: History<Data>): void {
    if (epoch !== this.position?.epoch) {
      this.reset({ epoch, offset });
      return;
    }
    for (const message of messages) {
      if (!this.#held) {
        return; // a listener has left the room
      }
      this.#miss(message.offset! - 1);
      this.#hand(message);
    }
    if (messages.length === 0) {
      this.unreadable();
    }
  }

  /** History cannot be read: what it should have filled is missed. */
  unreadable(): void {
    this.#miss(this.#target);
  }

  /** Hands out what was held, and follows from here on. */
  release(): void {
    while (this.#held?.length) {
      this.#hand(this.#held.shift()!);
    }
    this.#held = undefined;
  }

  /** A message of the room. */
  message(message: Message<Data>): void {
    const held = this.#held;
    if (!held) {
      this.#hand(message);
      return;
    }
    if (held.length >= HELD) {
      this.#target = held[HELD - 1]!.offset ?? 0;
      held.length = 0;
    }
    held.push(message);
  }

  /** The stream goes on from elsewhere. */
  reset(position: Position): void {
    this.stop();
    this.#move(position);
    this.emitter.emit("reset", position);
  }

  /** Something that this client published, and that is not to come back. */
  published(epoch: string, offset: number): void {
    if (epoch === this.position?.epoch && offset > this.position.offset) {
      this.#own.add(offset);
      this.#skip();
    }
  }

  /** The connection has ended: what was held comes again. */
  stop(): void {
    this.#held = undefined;
    this.#target = 0;
  }

  #hand(message: Message<Data>): void {
    const { position } = this;
    const { offset } = message;
    if (position && offset !== undefined) {
      if (offset <= position.offset) {
        return; // had already
      }
      this.position = { epoch: position.epoch, offset };
      if (this.#own.delete(offset)) {
        return;
      }
    }
    this.emitter.emit("message", message);
    this.#skip();
  }

  /** Moves over own messages right above the position: there is nothing to wait for. */
  #skip(): void {
    for (let next; this.position && this.#own.delete((next = this.position.offset + 1)); ) {
      this.position = { epoch: this.position.epoch, offset: next };
    }
  }

  #miss(to: number): void {
    const { position } = this;
    if (position && to > position.offset) {
      this.position = { epoch: position.epoch, offset: to };
      this.emitter.emit("missed", { from: position.offset + 1, to });
    }
  }

  #move(position: Position): void {
    if (position.epoch !== this.position?.epoch) {
      this.#own.clear();
    }
    this.position = { epoch: position.epoch, offset: position.offset };
  }
}
