/** What is heard of a room that is followed, on whatever way. */
import type { Member, Sender } from "carillon-client";

export type Happening =
  | { readonly kind: "message"; readonly data: unknown; readonly from: Sender; readonly time: number; readonly offset?: number }
  | { readonly kind: "direct"; readonly data: unknown; readonly from: Sender; readonly time: number }
  | { readonly kind: "presence"; readonly event: "join" | "leave"; readonly member: Member }
  | { readonly kind: "joined"; readonly connection?: string; readonly offset?: number }
  | { readonly kind: "reset"; readonly offset?: number }
  | { readonly kind: "missed"; readonly from: number; readonly to: number }
  | { readonly kind: "notice"; readonly event: string; readonly in: number }
  | { readonly kind: "left"; readonly reason: string }
  | { readonly kind: "closed"; readonly code: number; readonly reason: string }
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "stopped"; readonly reason: string };

/** Where a follower stands. */
export type Standing =
  | { readonly name: "connecting" }
  | { readonly name: "following"; readonly connection?: string }
  /** `until`: when it tries again, in ms since 1970. */
  | { readonly name: "waiting"; readonly until: number; readonly reason: string }
  | { readonly name: "ended"; readonly reason: string };

/** Who is told. */
export interface Audience {
  happened(happening: Happening): void;
  stands(standing: Standing): void;
}

/** Follows a room, until it ends or is stopped; after that the audience hears no more. */
export interface Follower {
  start(): void;
  stop(): void;
}
