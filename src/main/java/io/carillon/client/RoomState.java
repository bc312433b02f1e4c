package io.carillon.client;

/** Where a client is with a {@link Room}. */
public enum RoomState {
    /** Nobody has asked for it. */
    IDLE,
    /** It is wanted, and will be joined as soon as that can be. */
    JOINING,
    /** The client is in it. */
    JOINED,
    /** It was left, or the server took the client out of it. */
    LEFT,
    /** The server does not let the client in. */
    REFUSED
}
