/**
 * A client for Carillon: rooms over one WebSocket that comes back by itself.
 *
 * @module
 */
export type { Pace } from "./backoff.js";
export { Client, type ClientEvents, type Recipient } from "./client.js";
export type { Codec } from "./codec.js";
export { CarillonError, type ErrorDetails, Hopeless } from "./errors.js";
export type { PublishOptions } from "./host.js";
export { json } from "./json.js";
export type { Limits } from "./limit.js";
export type { Bounds } from "./publications.js";
export type { HistoryOptions, Room, RoomEvents, RoomOptions } from "./room.js";
export type { ClientOptions } from "./settings.js";
export type { WebSocketConstructor, WebSocketLike } from "./socket.js";
export type { Token, TokenRequest } from "./token.js";
export type * from "./types.js";
