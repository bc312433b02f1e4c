import type { Backoff } from "./backoff.js";
import { CarillonError } from "./errors.js";
import type { Emitter } from "./emitter.js";
import type { Host } from "./host.js";
import { limited } from "./limit.js";
import { Recovery } from "./recovery.js";
import type { RoomOptions, RoomSignals } from "./room.js";
import { words } from "./token.js";
import type { History, Joined, Published, RoomState } from "./types.js";

/** As many messages as the server gives in one answer. */
const PAGE = 1000;

interface Waiter {
  resolve(joined: Joined): void;
  reject(error: CarillonError): void;
}

/**
 * Being in a room, across connections: what is wanted, and what the server has said of it on the current connection.
 *
 *     idle ── join() ──▶ joining ── reply ──▶ joined
 *      ▲                  │  ▲                 │  │
 *      │            error │  └── lost() ───────┘  │ left
 *      │                  ▼                       ▼
 *      └── leave() ──  refused                  left ── join() ──▶ joining
 */
export class Membership<Data> {
  state: RoomState = "idle";
  readonly recovery: Recovery<Data>;
  /** Whether the server has said that the room has a stream. */
  isStream = false;
  #wanted = false;
  /** Whether the server has not let us in yet since somebody wanted in. */
  #first = true;
  #answer: Joined = {};
  #waiters = new Set<Waiter>();
  /** Counts joins, leaves and losses: an answer from before the last of them has nothing to say any more. */
  #turn = 0;
  /** Whether the server still has to be heard of a `leave`. */
  #leaving = false;
  /** Whether a page of history is on its way. */
  #reading = false;
  readonly #backoff: Backoff;
  #cancel = () => {};

  constructor(
    readonly name: string,
    readonly host: Host,
    readonly emitter: Emitter<RoomSignals<Data>>,
    public options: RoomOptions,
  ) {
    this.recovery = new Recovery(options.since, emitter);
    this.#backoff = host.backoff();
  }

  /** Whether publications have to wait until the room is joined. */
  get isPending(): boolean {
    return this.state === "joining";
  }

  join(signal: AbortSignal | undefined): Promise<Joined> {
    return limited<Joined>(this.host.environment, { signal }, (resolve, reject) => {
      if (this.state === "joined") {
        resolve(this.#answer);
        return;
      }
      this.host.wake();
      const waiter = { resolve, reject };
      this.#waiters.add(waiter);
      this.#want();
      return () => {
        this.#waiters.delete(waiter);
        if (this.#first && this.#waiters.size === 0) {
          this.leave(() => {});
        }
      };
    });
  }

  /** `done` is called when the server has been told, which is at once where it need not be. */
  leave(done: () => void): void {
    const inside = this.state === "joined" || this.state === "joining";
    const told = this.host.isOpen && inside;
    if (inside) {
      this.host.abandon(this.name);
    }
    this.#unwant("idle");
    this.#reject(new CarillonError("left", `the room ${this.name} was left`));
    this.emitter.emit("end", undefined);
    if (told) {
      const turn = this.#turn;
      this.#leaving = true;
      const over = () => {
        if (turn === this.#turn) {
          this.#leaving = false;
        }
        done();
      };
      // That it was not in the room, or is not connected any more, is as good.
      this.host.tell("leave", { room: this.name }, over, over);
    } else {
      done();
    }
    this.host.flush();
  }

  /** A connection is there. */
  opened(): void {
    if (this.#wanted) {
      this.#ask();
    }
  }

  /** The connection is gone. */
  lost(): void {
    this.#over();
    this.#leaving = false;
    if (this.#wanted) {
      this.#enter("joining");
    }
  }

  /** The client is closed. A room that was joined is joined again when the client is opened again. */
  closed(error: CarillonError): void {
    if (this.#first && this.#wanted) {
      this.#unwant("idle");
    }
    this.#reject(error);
    this.emitter.emit("end", error.closeCode === 1000 ? undefined : error);
  }

  /** Something of the room has come. */
  received(type: string, message: any): void {
    if (this.#leaving) {
      return;
    }
    switch (type) {
      case "message":
        this.recovery.message(message);
        break;
      case "presence":
        this.emitter.emit("presence", message);
        break;
      case "reset":
        this.isStream = true;
        this.recovery.reset({ epoch: message.epoch, offset: message.offset });
        break;
      case "left":
        this.#removed(message.reason);
    }
  }

  /** The server has answered a publication to this room. */
  published({ epoch, offset }: Published, echo: boolean): void {
    if (epoch !== undefined && offset !== undefined) {
      this.isStream = true;
      if (!echo) {
        this.recovery.published(epoch, offset);
      }
    }
    this.follow();
  }

  #removed(reason: string): void {
    const error = new CarillonError("left", reason);
    this.#unwant("left");
    this.#reject(error);
    this.emitter.emit("left", { reason });
    this.emitter.emit("end", error);
    this.host.flush();
  }

  #want(): void {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#first = true;
      this.#enter("joining");
      if (this.host.isOpen) {
        this.#ask();
      }
    }
  }

  #unwant(state: RoomState): void {
    this.#wanted = false;
    this.#over();
    this.#enter(state);
  }

  /** What is under way has nothing to say any more. */
  #over(): void {
    this.#turn++;
    this.#cancel();
    this.#reading = false;
    this.recovery.stop();
  }

  #ask(): void {
    const { member, recover = true } = this.options;
    const position = recover ? this.recovery.position : undefined;
    const turn = ++this.#turn;
    const heard = (take: () => void) => {
      if (turn === this.#turn) {
        this.#leaving = false;
        take();
      }
    };
    try {
      this.host.tell(
        "join",
        { room: this.name, member, recover: position },
        (answer: Joined) => heard(() => this.#joined(answer, position !== undefined)),
        (error) => heard(() => this.#failed(error)),
      );
    } catch (cause) {
      const reason = `what this client says of itself cannot be sent: ${words(cause)}`;
      heard(() => this.#failed(new CarillonError("unencodable", reason, { cause })));
    }
  }

  #joined(answer: Joined & { room?: string }, recovering: boolean): void {
    const turn = this.#turn;
    const first = this.#first;
    const { room: _, ...joined } = answer;
    this.#answer = joined;
    this.#first = false;
    this.isStream = joined.epoch !== undefined;
    this.#backoff.reset();
    this.#enter("joined");
    this.#waiters.forEach((waiter) => waiter.resolve(joined));
    this.#waiters.clear();
    this.emitter.emit("joined", { first, ...joined });
    if (turn === this.#turn) {
      this.recovery.joined(joined, recovering);
      if (this.host.isSilent(this.name)) {
        this.recovery.hold();
      }
      this.host.flush();
      this.follow();
    }
  }

  #failed(error: CarillonError): void {
    if (error.code === "lost") {
      return; // it is joined again on the next connection
    }
    if (error.retryable) {
      this.#later(error, () => this.#ask());
      return;
    }
    this.#unwant("refused");
    this.#reject(error);
    this.emitter.emit("refused", error);
    this.emitter.emit("end", error);
    this.host.flush();
  }

  /** Reads what was missed, then lets go what was held meanwhile, once it is known where all stands that is not to come back. */
  follow(): void {
    const { unread, isHolding } = this.recovery;
    if (!isHolding || this.#reading) {
      return;
    }
    if (unread !== undefined) {
      this.#read(unread);
    } else if (!this.host.isSilent(this.name)) {
      this.recovery.release();
    }
  }

  #read(since: number): void {
    const turn = this.#turn;
    const goOn = (take: () => void) => {
      if (turn === this.#turn) {
        this.#reading = false;
        take();
        this.follow();
      }
    };
    this.#reading = true;
    this.host.tell(
      "history",
      { room: this.name, since, limit: PAGE },
      (page: History<Data>) => goOn(() => this.recovery.page(inRoom(this.name, page))),
      (error) => {
        if (error.retryable && error.code !== "lost") {
          this.#later(error, () => goOn(() => {}));
        } else {
          goOn(() => this.recovery.unreadable());
        }
      },
    );
  }

  #later(error: CarillonError, run: () => void): void {
    // The sum, since many may have been told the same.
    this.#cancel = this.host.environment.after((error.retryAfter ?? 0) + this.#backoff.next(), run);
  }

  #reject(error: CarillonError): void {
    this.#waiters.forEach((waiter) => waiter.reject(error));
    this.#waiters.clear();
  }

  #enter(state: RoomState): void {
    if (state !== this.state) {
      this.state = state;
      this.emitter.emit("state", state);
    }
  }
}

/** The server leaves out of what it keeps which room it is of. */
export function inRoom<Data>(room: string, history: History<Data>): History<Data> {
  return { ...history, messages: history.messages.map((message) => ({ ...message, room })) };
}
