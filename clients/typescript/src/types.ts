import type { CarillonError } from "./errors.js";

/** A place in a room's stream: everything up to `offset`, it included, is known. Keep both or neither. */
export interface Position {
  /** Names one life of the stream: offsets of different epochs have nothing to do with each other. */
  readonly epoch: string;
  /** 0 before the first message. */
  readonly offset: number;
}

/** Offsets of messages, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Who sent something: a user on a connection, or a service. */
export interface Sender {
  readonly user?: string;
  readonly connection?: string;
  readonly service?: string;
}

/** What somebody published to a room. */
export interface Message<Data = unknown> {
  readonly room: string;
  readonly data: Data;
  readonly from: Sender;
  /** When the publisher's node accepted it: ms since 1970, by that node's clock. */
  readonly time: number;
  /** Its place in the room's stream, from 1; absent where the room has none. */
  readonly offset?: number;
}

/** What somebody sent to this connection, or to its user. */
export interface Direct<Data = unknown> {
  readonly data: Data;
  readonly from: Sender;
  /** When the sender's node accepted it: ms since 1970, by that node's clock. */
  readonly time: number;
}

/** Something is going to happen to the connection. The client deals with both by itself. */
export interface Notice {
  /** `draining`: the node stops and closes this connection; `expiring`: the token expires. */
  readonly event: "draining" | "expiring";
  /** In ms from now. */
  readonly in: number;
}

/** What the server says of a connection when it begins. */
export interface Welcome {
  /** This connection's id, unique in the cluster; another one after each reconnect. */
  readonly connection: string;
  /** The token's `sub`. */
  readonly user: string;
  readonly node: string;
  readonly revision: string;
  readonly format: string;
  /** In ms: the longest time between two pings of the server, and how long it waits for a pong. */
  readonly keepalive: { readonly interval: number; readonly timeout: number };
  /** The largest message that the server takes, in bytes, and how many rooms the connection may be in. */
  readonly limits: { readonly message: number; readonly rooms: number };
  /** When the token expires, in ms since 1970; absent where it does not. */
  readonly expires?: number;
}

/** A connection that is in a room with presence. */
export interface Member<About = unknown> {
  readonly connection: string;
  readonly user: string;
  /** What the client said of itself when it joined, if it did. */
  readonly member?: About;
}

/** Another member has come or gone. */
export interface Presence {
  readonly event: "join" | "leave";
  readonly member: Member;
}

/** The server's answer to a `join`. Without `epoch` the room has no stream: what was published meanwhile is gone. */
export interface Joined {
  readonly epoch?: string;
  /** Everything above it follows. */
  readonly offset?: number;
  /** The offset of the oldest message that is kept. */
  readonly oldest?: number;
  /** Whether the stream goes on where this client was; absent where there was nothing to go on from. */
  readonly recovered?: boolean;
  /** What is gone for good. */
  readonly missed?: Range;
  /** How many members the room has, this one included, where it has presence. */
  readonly count?: number;
}

/** What became of a publication. */
export interface Published {
  /** Only in a room with a stream, as is `offset`. */
  readonly epoch?: string;
  readonly offset?: number;
  /** The server had it already: it was sent before with the same key, and stands where `offset` says, once. */
  readonly duplicate?: boolean;
}

/** Part of what a room's stream keeps. */
export interface History<Data = unknown> {
  readonly epoch: string;
  /** The offset of the newest message. */
  readonly offset: number;
  /** The offset of the oldest message that is kept; one more than the newest where none is. */
  readonly oldest: number;
  readonly messages: readonly Message<Data>[];
}

/** Who is in a room. */
export interface Members<About = unknown> {
  readonly count: number;
  /** Empty where members of this room do not see each other. */
  readonly members: readonly Member<About>[];
}

/** What the server is. */
export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  readonly revisions: readonly string[];
  readonly formats: readonly string[];
  readonly node: string;
  readonly nodes: number;
  readonly endpoint: string;
  readonly endpointVersion: string;
  readonly draining: boolean;
}

/**
 * Where a client stands:
 *
 *     idle ── open() ──▶ connecting ── welcome ──▶ open
 *                          ▲    │ failed            │ lost
 *                time is up│    ▼                   ▼
 *                          └─ waiting ◀─────────────┘
 *     any ── a code that says stop, or close() ──▶ closed ── open() ──▶ connecting
 */
export type ClientState =
  | { readonly name: "idle" }
  | { readonly name: "connecting" }
  | { readonly name: "open"; readonly welcome: Welcome }
  /** `until`: when the next attempt begins, in ms since 1970; `cause`: why the last one failed or ended. */
  | { readonly name: "waiting"; readonly until: number; readonly cause: CarillonError }
  /** Nothing is tried any more. `code` is a WebSocket close code, 1006 where there was none; 1000 is `close()`. */
  | { readonly name: "closed"; readonly code: number; readonly reason: string; readonly cause?: CarillonError };

/**
 * Where a room stands: not wanted; wanted and not there (yet, or again); there; taken out by the server; refused by it.
 */
export type RoomState = "idle" | "joining" | "joined" | "left" | "refused";
