import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { CarillonError, closed } from "./errors.js";
import type { Host, PublishOptions } from "./host.js";
import { Lifeline } from "./lifeline.js";
import { limited, type Limits } from "./limit.js";
import { type Publication, Publications } from "./publications.js";
import { refresh } from "./refresh.js";
import { type Request, Requests } from "./requests.js";
import { Room, type RoomOptions } from "./room.js";
import { type ClientOptions, type Settings, settingsFrom } from "./settings.js";
import { tokenFrom } from "./token.js";
import type { ClientState, Direct, Notice, Published, ServerInfo, Welcome } from "./types.js";

/** What can be listened to on a client, and what listeners are given. */
export interface ClientEvents {
  state: ClientState;
  /** Somebody has sent something to this connection, or to its user. */
  direct: Direct;
  notice: Notice;
  /** The token expires. A token function is asked for another one; where the token is a text, the client will be closed. */
  expiring: Notice;
  /** Something went wrong that nobody waits for, as a refresh of the token. The client goes on. */
  error: CarillonError;
}

/** Whom to send something to. */
export type Recipient = { readonly user: string } | { readonly connection: string };

/**
 * A connection to Carillon that comes back by itself, and the rooms on it.
 *
 * ```ts
 * const client = new Client("wss://example.com/ws", { token: async () => (await fetch("/token")).text() });
 * const room = client.room<{ text: string }>("chat:lobby");
 * room.on("message", ({ data, from }) => console.log(from.user, data.text));
 * await room.join();
 * await room.publish({ text: "hello" });
 * ```
 */
export class Client {
  readonly #settings: Settings;
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #rooms = new Map<string, Room<any>>();
  readonly #requests = new Requests();
  readonly #publications: Publications;
  readonly #lifeline: Lifeline;
  readonly #host: Host;
  readonly #openers = new Set<{ resolve(welcome: Welcome): void; reject(error: CarillonError): void }>();
  #welcome: Welcome | undefined;
  #id = 0;
  /** Takes back the timer that gives up publications that are too old. */
  #cancel = () => {};

  /**
   * Does not connect yet.
   *
   * @param url where the WebSocket is: `wss://`, or `https://`, or relative to the page
   * @throws TypeError where an option cannot be meant
   */
  constructor(url: string | URL, options: ClientOptions) {
    this.#settings = settingsFrom(url, options);
    this.#publications = new Publications(this.#settings.bounds);
    this.#lifeline = new Lifeline(this.#settings, {
      state: (state) => this.#emitter.emit("state", state),
      opened: (welcome) => this.#opened(welcome),
      message: (message) => this.#received(message),
      lost: () => this.#lost(),
      closed: (error) => this.#closed(error),
      error: (error) => this.#emitter.emit("error", error),
    });
    this.#host = this.#hosting();
  }

  /** Where this client stands. */
  get state(): ClientState {
    return this.#lifeline.state;
  }

  /** What the server said of the last connection, from the first one on. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** The id of the last connection. */
  get connection(): string | undefined {
    return this.#welcome?.connection;
  }

  /** The token's user, from the first connection on. */
  get user(): string | undefined {
    return this.#welcome?.user;
  }

  /** Calls `listener` at each such event, until the function that is returned is called. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /**
   * Connects, where it does not yet, also after it was closed. Joining a room or asking for something does so, too, but for
   * closed clients. Resolves at the welcome, at once where there is a connection.
   *
   * @param options `now`: try at once, instead of at the end of a wait; `signal`: do not wait any longer, while the client
   * goes on trying
   * @throws CarillonError `closed` where the client is closed before, and what closed it as `closeCode`, `status` or `cause`
   */
  open(options: { readonly now?: boolean; readonly signal?: AbortSignal | undefined } = {}): Promise<Welcome> {
    return limited<Welcome>(this.#settings.environment, { signal: options.signal }, (resolve, reject) => {
      if (this.state.name === "open") {
        resolve(this.state.welcome);
        return;
      }
      const opener = { resolve, reject };
      this.#openers.add(opener);
      this.#lifeline.open(options.now);
      return () => this.#openers.delete(opener);
    });
  }

  /**
   * Ends the connection, and does not come back. Whoever waits for something gets `closed`, or `lost` for what was sent
   * already. `open()` begins anew, with the rooms that were joined.
   */
  close(): void {
    this.#lifeline.close();
  }

  /**
   * The room of that name: the same object each time. Options that are given later hold from the next join on; `since` counts
   * as long as the room has no position of its own.
   */
  room<Data = unknown>(name: string, options?: RoomOptions): Room<Data> {
    let room = this.#rooms.get(name);
    if (!room) {
      room = new Room(name, this.#host, options ?? {});
      this.#rooms.set(name, room);
    } else if (options) {
      room.membership.options = options;
      room.membership.recovery.position ??= options.since;
    }
    return room;
  }

  /**
   * Sends something to all connections of a user, or to one connection; the token has to allow it. Not repeated where the
   * connection ends before the answer.
   *
   * @throws CarillonError `forbidden`, `lost`, `too_large`, `timeout`, `closed`
   */
  send(to: Recipient, data: unknown, options: Limits = {}): Promise<{ readonly delivered: number }> {
    return this.#ask("send", { ...to, data }, options, "once");
  }

  /**
   * Asks another service in the server's cluster; the token has to allow it. Not repeated where the connection ends before the
   * answer.
   *
   * @throws CarillonError `not_found`, `forbidden`, `timeout`, `lost`, `too_large`, `closed`, or with what the service says
   */
  call<Result = unknown>(method: string, data: unknown, options: Limits = {}): Promise<Result> {
    return this.#ask("call", { method, data }, options, "once");
  }

  /** What the server is. */
  info(options: Limits = {}): Promise<ServerInfo> {
    return this.#ask("info", {}, options, "ask");
  }

  #hosting(): Host {
    const client = this;
    const { environment, pace } = this.#settings;
    return {
      environment,
      get isOpen() {
        return client.state.name === "open";
      },
      backoff: () => new Backoff(pace.base, pace.cap, environment.random),
      wake: () => client.#wake(),
      tell: (type, properties, reply, fail) => client.#request("here", type, properties, reply, fail),
      ask: (type, properties, limits) => client.#ask(type, properties, limits, "ask"),
      publish: (room, data, options) => client.#publish(room, data, options),
      flush: () => client.#flush(),
      abandon: (room) => client.#abandon(room),
      isSilent: (room) => client.#publications.isSilent(room),
    };
  }

  #wake(): void {
    const { state } = this;
    if (state.name === "closed") {
      throw state.cause ?? closed();
    }
    this.#lifeline.open();
  }

  #ask<T>(type: string, properties: object, limits: Limits, kind: "ask" | "once"): Promise<T> {
    const { environment, timeout } = this.#settings;
    return limited<T>(environment, { ...limits, timeout: limits.timeout ?? timeout }, (resolve, reject) => {
      this.#wake();
      const request = this.#request(kind, type, properties, resolve, reject);
      return () => this.#requests.withdraw(request);
    });
  }

  #request(
    kind: Request["kind"],
    type: string,
    properties: object,
    reply: (result: any) => void,
    fail: (error: CarillonError) => void,
  ): Request {
    const id = ++this.#id;
    const frame = this.#settings.codec.encode({ type, id, ...properties });
    const request = { id, kind, frame, reply, fail };
    this.#requests.add(request);
    this.#flush();
    return request;
  }

  #publish(room: string, data: unknown, options: PublishOptions): Promise<Published> {
    const { key = randomKey(), echo = true } = options;
    return limited<Published>(this.#settings.environment, options, (reply, fail) => {
      this.#wake();
      const id = ++this.#id;
      const frame = this.#settings.codec.encode({ type: "publish", id, room, data, key, ...(!echo && { echo }) });
      const publication: Publication = { id, room, frame, size: sizeOf(frame), echo, reply, fail };
      this.#publications.add(publication);
      this.#flush();
      if (publication.first === undefined && this.#publications.isOverfull) {
        this.#publications.withdraw(publication);
        fail(new CarillonError("queue_full", "too much waits to be published already", { retryable: true }));
      }
      return () => {
        this.#publications.withdraw(publication);
        this.#settled(publication);
      };
    });
  }

  /** The room was left: the server would not take it any more. */
  #abandon(room: string): void {
    for (const { first, fail } of this.#publications.left(room)) {
      fail(new CarillonError(first === undefined ? "left" : "lost", `the room ${room} was left before the answer`));
    }
  }

  /** Writes what may be written now, one after the other: what is written may bring about that more is asked, or an end. */
  #flush(): void {
    const { environment, bounds } = this.#settings;
    const isReady = (room: string) => !this.#rooms.get(room)?.membership.isPending;
    for (;;) {
      const { connection } = this.#lifeline;
      if (!connection?.isWritable || this.state.name !== "open") {
        return;
      }
      const { socket } = connection;
      const asked =
        this.#requests.take() ??
        (socket.bufferedAmount <= bounds.bytes ? this.#publications.take(environment.now(), isReady) : undefined);
      if (!asked) {
        return;
      }
      const size = sizeOf(asked.frame);
      const most = this.#welcome!.limits.message;
      if (size > most) {
        const reason = `the server takes messages of ${most} bytes, this one has ${size}`;
        this.#failed(asked.id, new CarillonError("too_large", reason));
      } else {
        socket.send(asked.frame);
      }
    }
  }

  #opened(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#openers.forEach((opener) => opener.resolve(welcome));
    this.#openers.clear();
    this.#expire();
    this.#rooms.forEach((room) => room.membership.opened());
    this.#flush();
  }

  #received({ type, ...message }: any): void {
    switch (type) {
      case "reply":
        this.#replied(message);
        break;
      case "error":
        this.#refused(message);
        break;
      case "direct":
        this.#emitter.emit("direct", message);
        break;
      case "notice":
        this.#noticed(message);
        break;
      default:
        this.#rooms.get(message.room)?.membership.received(type, message);
    }
  }

  #replied({ id, result }: { id: number; result: any }): void {
    const publication = this.#publications.answered(id);
    if (publication) {
      publication.reply(result);
      this.#rooms.get(publication.room)?.membership.published(result, publication.echo);
    } else {
      this.#requests.answered(id)?.reply(result);
    }
    this.#flush();
  }

  #refused({ id, code, reason, ...details }: { id?: number; code: string; reason: string }): void {
    const error = new CarillonError(code, reason, details);
    if (id === undefined) {
      this.#emitter.emit("error", error);
    } else {
      this.#failed(id, error);
      this.#flush();
    }
  }

  #failed(id: number, error: CarillonError): void {
    const publication = this.#publications.answered(id);
    if (publication) {
      publication.fail(error);
      this.#settled(publication);
    } else {
      this.#requests.answered(id)?.fail(error);
    }
  }

  /** Nothing more comes of it: what the room held back for it may go. */
  #settled({ room }: Publication): void {
    this.#rooms.get(room)?.membership.follow();
  }

  #noticed(notice: Notice): void {
    this.#emitter.emit("notice", notice);
    const { connection } = this.#lifeline;
    if (notice.event === "draining" && connection) {
      connection.draining = true;
    } else if (notice.event === "expiring") {
      this.#emitter.emit("expiring", notice);
      this.#refresh(notice.in);
    }
  }

  #refresh(left: number): void {
    const { environment, token } = this.#settings;
    const { signal } = this.#lifeline;
    if (typeof token === "string" || signal.aborted) {
      return;
    }
    refresh(environment, this.#host.backoff(), left, signal, {
      token: () => tokenFrom(environment, token, this.user, signal),
      bring: (text, failed) =>
        this.#request("here", "refresh", { token: text }, ({ expires }) => this.#refreshed(expires), failed),
      failed: (error) => this.#emitter.emit("error", error),
    });
  }

  #refreshed(expires: number | undefined): void {
    const { expires: _, ...welcome } = this.#welcome!;
    this.#welcome = { ...welcome, ...(expires !== undefined && { expires }) };
  }

  #lost(): void {
    const error = new CarillonError("lost", "the connection ended before the answer", { retryable: true });
    const isStream = (room: string) => this.#rooms.get(room)?.membership.isStream ?? false;
    this.#rooms.forEach((room) => room.membership.lost());
    const failed = [...this.#requests.lost(), ...this.#publications.lost(isStream)];
    failed.forEach((asked) => asked.fail(error));
    this.#expire();
  }

  /** Gives up what is too old to be sent again, and sees to it that what is not yet will be. */
  #expire(): void {
    const { environment } = this.#settings;
    const now = environment.now();
    const error = new CarillonError("lost", "there was no connection for too long: it may have been published");
    this.#publications.expired(now).forEach((publication) => {
      publication.fail(error);
      this.#settled(publication);
    });
    const { expiry } = this.#publications;
    this.#cancel();
    this.#cancel = expiry === undefined ? () => {} : environment.after(expiry - now, () => this.#expire());
  }

  #closed(error: CarillonError): void {
    this.#cancel();
    const lost = new CarillonError("lost", "the client was closed before the answer");
    // All is taken out before anybody hears of it, and may begin anew.
    const openers = [...this.#openers];
    const requests = this.#requests.clear();
    const publications = this.#publications.clear();
    this.#openers.clear();
    openers.forEach((opener) => opener.reject(error));
    this.#rooms.forEach((room) => room.membership.closed(error));
    requests.forEach((request) => request.fail(error));
    publications.forEach(({ first, fail }) => fail(first === undefined ? error : lost));
  }
}

function sizeOf(frame: string | Uint8Array): number {
  return typeof frame === "string" ? new TextEncoder().encode(frame).length : frame.length;
}

/** 128 bits, in hexadecimal. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
