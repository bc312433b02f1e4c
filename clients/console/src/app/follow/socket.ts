/** Follows a room as a client does: over a WebSocket of an endpoint. */
import { Client, type ClientState, json } from "carillon-client";
import type { Audience, Follower } from "./happening.js";

/** Where a client connects. */
export interface Door {
  readonly endpoint: string;
  readonly path: string;
  /** The name of the subprotocol in JSON. */
  readonly subprotocol: string;
}

/** A client of its own, in this room alone. */
export class SocketFollower implements Follower {
  readonly #client: Client;
  readonly #room: string;
  readonly #audience: Audience;
  readonly #refused: (reason: string) => void;
  #offs: (() => void)[] = [];
  #wasOpen = false;
  #wasLost = false;

  /** @param refused is told, instead of the audience, where this way leads nowhere: no connection, or one that may not join */
  constructor(door: Door, token: () => string, room: string, audience: Audience, refused: (reason: string) => void) {
    this.#client = new Client(door.path, { token, codec: { ...json, subprotocol: door.subprotocol } });
    this.#room = room;
    this.#audience = audience;
    this.#refused = refused;
  }

  start(): void {
    const { happened } = this.#audience;
    const room = this.#client.room(this.#room);
    this.#offs = [
      this.#client.on("state", (state) => this.#changed(state)),
      this.#client.on("direct", (direct) => happened({ kind: "direct", ...direct })),
      this.#client.on("notice", (notice) => happened({ kind: "notice", ...notice })),
      this.#client.on("expiring", (notice) => happened({ kind: "notice", ...notice })),
      room.on("message", (message) => happened({ kind: "message", ...message })),
      room.on("presence", (presence) => happened({ kind: "presence", ...presence })),
      room.on("reset", ({ offset }) => happened({ kind: "reset", offset })),
      room.on("missed", ({ from, to }) => happened({ kind: "missed", from, to })),
      room.on("joined", ({ offset }) => this.#joined(offset)),
      room.on("left", ({ reason }) => this.#left(reason)),
      room.on("refused", ({ code, reason }) => (code === "forbidden" ? this.#giveUp(reason) : this.#end(reason))),
    ];
    room.join().catch(() => {}); // told by `refused`, or by the client's state
  }

  stop(): void {
    this.#offs.forEach((off) => off());
    this.#client.close();
  }

  #changed(state: ClientState): void {
    const { stands, happened } = this.#audience;
    switch (state.name) {
      case "idle":
      case "connecting":
        stands({ name: "connecting" });
        break;
      case "open":
        this.#wasOpen = true;
        this.#wasLost = false;
        break; // it follows when it has joined
      case "waiting":
        if (!this.#wasOpen) {
          this.#giveUp("the connection could not be opened");
          return;
        }
        if (!this.#wasLost) {
          this.#wasLost = true;
          const { closeCode, reason } = state.cause;
          const isClose = closeCode !== undefined && closeCode !== 1006;
          happened(isClose ? { kind: "closed", code: closeCode, reason } : { kind: "lost", reason });
        }
        stands({ name: "waiting", until: state.until, reason: state.cause.reason });
        break;
      case "closed":
        happened({ kind: "closed", code: state.code, reason: state.reason });
        this.#end(state.reason);
        break;
    }
  }

  #joined(offset: number | undefined): void {
    const { connection } = this.#client;
    const where = connection === undefined ? {} : { connection };
    this.#audience.stands({ name: "following", ...where });
    this.#audience.happened({ kind: "joined", ...where, ...(offset === undefined ? {} : { offset }) });
  }

  #left(reason: string): void {
    this.#audience.happened({ kind: "left", reason });
    this.#end(reason);
  }

  #end(reason: string): void {
    this.stop();
    this.#audience.stands({ name: "ended", reason });
  }

  #giveUp(reason: string): void {
    this.stop();
    this.#refused(reason);
  }
}
