package io.carillon.hub;

/**
 * How a connection is at a moment.
 *
 * @param queued what waits for the peer, in bytes
 * @param queueLimit how much may
 * @param lastPing when the last ping was sent by either side, in ms since 1970; 0 where none was
 * @param lastPong when the peer's last pong came, likewise
 */
public record Condition(long queued, long queueLimit, long lastPing, long lastPong) {

    /** Nothing is known. */
    public static final Condition UNKNOWN = new Condition(0, 0, 0, 0);
}
