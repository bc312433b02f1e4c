/** What the HTTP API answers. Times are ms since 1970. */

// ---- nodes

export type NodeState = "ready" | "unready" | "draining";

/** One number for each time; null where a node has said none. */
export type Numbers = readonly (number | null)[];
/** Series by their name; those that are all 0 are left out. */
export type Series = Readonly<Record<string, Numbers>>;

/** What was counted, at the ends of intervals; counts are those of the interval, not per second. */
export interface Samples {
  readonly time: readonly number[];
  readonly connections: Numbers;
  readonly received: Numbers;
  readonly sent: Numbers;
  readonly publications: Numbers;
  readonly bytesReceived: Numbers;
  readonly bytesSent: Numbers;
  readonly queueBytes: Numbers;
  /** 0 to 1, of the process, over all cores. */
  readonly cpu: Numbers;
  readonly heap: Numbers;
  /** The worst of the event loops, in ms. */
  readonly lag: Numbers;
  readonly fanout: Buckets;
  /** By result. */
  readonly handshakes: Series;
  /** By "SIDE CODE". */
  readonly closes: Series;
  readonly recoveries: Series;
  /** By error code. */
  readonly errors: Series;
}

/** A histogram for each time: one count more than there are bounds, the last of what was above all of them. */
export interface Buckets {
  /** In ms. */
  readonly bounds: readonly number[];
  readonly counts: readonly (readonly number[] | null)[];
}

export interface Node {
  readonly node: string;
  readonly version: string;
  readonly started: number;
  readonly state: NodeState;
  readonly reason?: string;
  readonly cores: number;
  readonly cpu?: number;
  readonly heap: { readonly used: number; readonly max: number };
  readonly direct: { readonly used: number; readonly limit: number };
  readonly connections: number;
  readonly limit: number;
  readonly users: number;
  readonly rooms: number;
  readonly streams: number;
  readonly queueBytes: number;
  /** Whether it is the one that has answered. */
  readonly here: boolean;
  readonly samples: Samples;
}

/** A node that has left. */
export interface Gone {
  readonly node: string;
  readonly since: number;
  readonly version?: string;
}

export interface Nodes {
  /** The server's time. */
  readonly now: number;
  /** In ms: how often there is a sample. */
  readonly every: number;
  readonly nodes: readonly Node[];
  readonly gone: readonly Gone[];
  /** Those that did not answer. */
  readonly missing: readonly string[];
}

// ---- rooms

export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

export interface RoomItem {
  readonly room: string;
  readonly members: number;
  readonly nodes: number;
  /** Messages a second; null where nobody knows. */
  readonly rate: number | null;
  /** Null where the room has one, and nobody can say now where it is. */
  readonly stream?: Position | null;
  readonly presence: boolean;
}

export type RoomSort = "name" | "members" | "rate";

export interface RoomQuery {
  readonly match?: string | undefined;
  readonly node?: string | undefined;
  readonly sort?: RoomSort | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface Room {
  readonly room: string;
  readonly members: number;
  readonly rate: number | null;
  readonly nodes: readonly { readonly node: string; readonly members: number; readonly rate: number | null }[];
  /** Null where the room has one, and nobody can say now where it is. */
  readonly stream?: (Position & { readonly oldest: number }) | null;
  readonly presence: boolean;
  readonly missing?: readonly string[];
}

/** What holds, and where that is written. */
export interface EffectiveSetting {
  readonly name: string;
  readonly value: unknown;
  /** The pattern of the configuration; absent where it is a default. */
  readonly pattern?: string;
  /** "FILE:LINE", "default", or "environment NAME". */
  readonly source: string;
  /** What the configuration says, where that holds only when nobody is in the room any more. */
  readonly configured?: unknown;
  /** What else is to be known of it. */
  readonly note?: string;
}

export interface RoomSettings {
  readonly room: string;
  readonly patterns: readonly string[];
  readonly settings: readonly EffectiveSetting[];
}

/** A page of a listing. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next one; absent where this is the last. */
  readonly next?: string;
  /** Nodes that have not answered, and whose part is not here. */
  readonly missing?: readonly string[];
}

export interface Sender {
  readonly user?: string;
  readonly connection?: string;
  readonly service?: string;
}

export interface StoredMessage {
  readonly offset: number;
  readonly data: unknown;
  readonly from: Sender;
  readonly time: number;
}

export interface History extends Position {
  readonly oldest: number;
  readonly messages: readonly StoredMessage[];
}

export interface HistoryQuery {
  readonly since?: number | undefined;
  readonly limit?: number | undefined;
  readonly reverse?: boolean | undefined;
}

export interface Published {
  readonly epoch?: string;
  readonly offset?: number;
  readonly duplicate?: true;
}

/** A connection that is in a room, as the listing for services has it. */
export interface Attendant {
  readonly connection: string;
  readonly user: string;
  readonly node: string;
  readonly endpoint: string;
  readonly since: number;
}

// ---- connections

export type Side = "server" | "client" | "network";

export interface ConnectionItem {
  readonly connection: string;
  readonly user: string;
  readonly node: string;
  readonly endpoint: string;
  readonly address: string;
  readonly state: string;
  readonly since: number;
  readonly ended?: number;
  readonly code?: number;
  readonly reason?: string;
  readonly side?: Side;
  /** How it was found out that the peer is gone. */
  readonly cause?: string;
  readonly subprotocol?: string;
  /** How many. */
  readonly rooms: number;
  /** In bytes. */
  readonly queue: number;
}

export interface ConnectionQuery {
  readonly state?: "open" | "closed" | undefined;
  readonly user?: string | undefined;
  readonly match?: string | undefined;
  readonly room?: string | undefined;
  readonly node?: string | undefined;
  /** How the id begins. */
  readonly connection?: string | undefined;
  /** An IP address, or a network: 10.1.0.0/16. */
  readonly address?: string | undefined;
  /** Of the close frame; of those that have ended. */
  readonly code?: number | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** What a token of a connection has said. */
export interface ConnectionToken {
  readonly expires?: number;
  readonly issuedAt?: number;
  readonly id?: string;
  readonly scopes: readonly string[];
}

export interface ConnectionEvent {
  readonly time: number;
  readonly event:
    | "opened" | "joined" | "left" | "refused" | "reset" | "notice" | "refreshed" | "failed" | "closed" | (string & {});
  readonly room?: string;
  readonly code?: number | string;
  readonly reason?: string;
  readonly error?: string;
  readonly [detail: string]: unknown;
}

/** How a connection has ended. */
export interface Close {
  readonly side: Side;
  /** As in the close frame; 1005 where it had none, 1006 where there was no frame. */
  readonly code: number;
  readonly reason: string;
  /** How it was found out that the peer is gone. */
  readonly cause?: string;
  /** What was not taken, in bytes. */
  readonly queue?: number;
}

/** A room that a connection is in, or was at its end. */
export interface Place {
  readonly room: string;
  readonly since?: number;
  /** Up to where it was sent the room's stream. */
  readonly stream?: Position;
}

export interface Connection {
  readonly connection: string;
  readonly user: string;
  readonly node: string;
  readonly endpoint: string;
  readonly address: string;
  readonly secure: boolean;
  readonly state: string;
  readonly since: number;
  readonly ended?: number;
  readonly subprotocol?: string;
  readonly format?: string;
  readonly revision?: string;
  readonly token?: ConnectionToken;
  readonly rooms: readonly Place[];
  /** How many rooms it was in, where these are only some. */
  readonly roomCount?: number;
  /** In bytes; without a limit where it is closed. */
  readonly queue: { readonly bytes: number; readonly limit?: number };
  readonly lastPing?: number;
  readonly lastPong?: number;
  readonly close?: Close;
  readonly events: readonly ConnectionEvent[];
  /** How many events were not kept. */
  readonly omitted?: number;
}

export interface Affected {
  readonly affected: number;
}

/** One of these. */
export type Revocation =
  | { readonly user: string }
  | { readonly jti: string }
  | { readonly token: string }
  | { readonly before: number };

// ---- explain

export interface ExplainQuery {
  readonly token?: string;
  readonly room?: string;
  readonly endpoint?: string;
  readonly user?: string;
  readonly method?: string;
}

export interface TokenExplained {
  readonly valid: boolean;
  readonly reason?: string;
  readonly user?: string;
  readonly expires?: number;
  readonly issuedAt?: number;
  readonly id?: string;
  readonly scopes?: readonly string[];
  /** Where the key stands that has signed it. */
  readonly key?: string;
  readonly checks: readonly TokenCheck[];
}

export interface TokenCheck {
  readonly check: string;
  /** Absent where it was not come to. */
  readonly passed?: boolean;
  readonly detail: string;
}

/** A rule by which something is allowed. */
export interface UsedRule {
  /** As it is written, with {claim} in it. */
  readonly pattern: string;
  /** What it stands for with the token's claims. */
  readonly names: readonly string[];
  /** Only of rules for rooms. */
  readonly verbs?: readonly string[];
  readonly from: "token" | "configuration";
  readonly source?: string;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly because: string;
  readonly rule?: UsedRule;
}

export interface VerbExplained extends Verdict {
  readonly verb: string;
}

export interface Explained {
  readonly token?: TokenExplained;
  readonly endpoint?: Verdict & { readonly endpoint: string };
  readonly room?: {
    readonly room: string;
    /** Absent without a token, as are the rules. */
    readonly verbs?: readonly VerbExplained[];
    /** All that the token goes by, for rooms. */
    readonly rules?: readonly UsedRule[];
    readonly settings: readonly EffectiveSetting[];
    readonly patterns: readonly string[];
  };
  readonly send?: Verdict & { readonly user: string };
  readonly call?: Verdict & { readonly method: string };
}

// ---- the server

export interface Info {
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  readonly revisions: readonly string[];
  readonly formats: readonly string[];
  readonly node: string;
  readonly nodes: number;
  readonly draining: boolean;
  readonly endpoints: readonly Endpoint[];
}

/** Where clients connect. */
export interface Endpoint {
  readonly endpoint: string;
  /** A part of it that begins with a colon stands for any. */
  readonly path: string;
  /** The newest subprotocol of each format. */
  readonly subprotocols: Readonly<Record<string, string>>;
}
