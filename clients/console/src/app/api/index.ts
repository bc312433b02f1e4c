/** The operations of the HTTP API that the console uses: one function for each. */
import { identity } from "../identity.js";
import { Http, path } from "./http.js";
import type * as Types from "./types.js";

export type * from "./types.js";
export { Problem } from "../../shared/problem.js";

type Signal = AbortSignal | undefined;

/** For what is more than a question and an answer. */
export const http = new Http(identity);

// ---- the cluster

/** @param since only samples that are newer */
export const nodes = (since?: number, signal?: Signal) =>
  http.ask<Types.Nodes>("/admin/nodes", { query: { since }, signal });

export const info = (signal?: Signal) => http.ask<Types.Info>("/info", { signal });

// ---- rooms

export const rooms = (query: Types.RoomQuery = {}, signal?: Signal) =>
  http.ask<Types.Page<Types.RoomItem>>("/admin/rooms", { query: { ...query }, signal });

export const room = (name: string, signal?: Signal) => http.ask<Types.Room>(path`/admin/rooms/${name}`, { signal });

export const roomSettings = (name: string, signal?: Signal) =>
  http.ask<Types.RoomSettings>(path`/admin/rooms/${name}/settings`, { signal });

export const history = (name: string, query: Types.HistoryQuery = {}, signal?: Signal) =>
  http.ask<Types.History>(path`/rooms/${name}/messages`, { query: { ...query }, signal });

/** Who is in a room, page by page, whether it has presence or not. */
export const attendants = (name: string, query: { limit?: number; cursor?: string | undefined } = {}, signal?: Signal) =>
  http.ask<Types.Page<Types.Attendant>>("/connections", { query: { room: name, ...query }, signal });

/**
 * Publishes a JSON value.
 *
 * @param json as it was written: numbers stay what they are
 * @param options `user`: whom it is from, absent the service itself; `key`: sent again with the same, it is stored once
 */
export const publish = (name: string, json: string, { user, key }: { user?: string; key?: string } = {}) =>
  http.ask<Types.Published>(path`/rooms/${name}/messages`, {
    method: "POST",
    query: { user },
    json,
    ...(key === undefined ? {} : { headers: { "idempotency-key": key } }),
  });

// ---- connections

export const connections = (query: Types.ConnectionQuery = {}, signal?: Signal) =>
  http.ask<Types.Page<Types.ConnectionItem>>("/admin/connections", { query: { ...query }, signal });

export const connection = (id: string, signal?: Signal) =>
  http.ask<Types.Connection>(path`/admin/connections/${id}`, { signal });

export const closeConnection = (id: string, code?: number, reason?: string) =>
  http.ask<Types.Affected>(path`/connections/${id}`, { method: "DELETE", query: { code, reason } });

/** Closes the connections of a user, or those in one room. */
export const closeUser = (user: string, options: { room?: string; code?: number; reason?: string } = {}) =>
  http.ask<Types.Affected>(path`/users/${user}/connections`, { method: "DELETE", query: { ...options } });

export const revoke = (what: Types.Revocation) =>
  http.ask<Types.Affected>("/revocations", { method: "POST", body: what });

// ---- explain

export const explain = (what: Types.ExplainQuery, signal?: Signal) =>
  http.ask<Types.Explained>("/admin/explain", { method: "POST", body: what, signal });
