package io.carillon.hub;

import io.carillon.message.ServerMessage;

/**
 * One way in which room messages go out: whatever makes the bytes of two connections differ. Hot path: encodings are
 * compared by identity, so connections that want the same bytes have to share one.
 *
 * <p>An implementer is called once for each message, on any event loop.
 */
public interface Encoding {

    /** The message as it goes onto the wire; shared, not to be changed. */
    byte[] encode(ServerMessage message);

    /** Whether those that use it may hear of the message at all. */
    default boolean knows(ServerMessage message) {
        return true;
    }
}
