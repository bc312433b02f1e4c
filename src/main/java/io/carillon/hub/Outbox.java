package io.carillon.hub;

import io.carillon.message.CloseCode;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;

/**
 * Where a connection's frames go. The hub owns this interface, whoever owns sockets implements it. Every method is called
 * on the connection's event loop.
 *
 * <p>An implementer keeps the order of writes, never blocks, and never calls back into the hub or the shard from within
 * {@link #write}: what a write causes (a queue that is full, a peer that is gone) happens in a later turn.
 */
public interface Outbox {

    /**
     * Hot path. Queues the connection's own encoding of room messages; nothing is sent before {@link #flush}. Where the
     * peer does not keep up, a message that {@linkplain Broadcast#conflates conflates} waits apart: a later one with an
     * equal {@linkplain Broadcast#conflationKey key} then takes its place, and it is sent when the peer has caught up. It
     * never overtakes an earlier one with an equal key.
     */
    void write(Batch batch);

    /** Queues a message to this connection alone; nothing where its revision of the protocol does not know it. */
    void send(ServerMessage message);

    /** The same with a message that others get, too. */
    default void send(Shared message) {
        send(message.message());
    }

    /**
     * Whether the peer takes what it is sent. Where it does not, whoever has much to send that can wait should; room
     * messages cannot.
     */
    boolean keepsUp();

    /** Calls once, in a later turn, when the peer keeps up; never where the connection ends before. */
    void whenKeepsUp(Runnable task);

    /** Sends what was queued. */
    void flush();

    /**
     * Drops what waits apart for a room that the connection has left, or joined once more; what was queued before is still
     * sent, ahead of whatever is queued from now on. Nothing has to be told to an outbox that was closed.
     */
    void forget(RoomName room);

    /** Ends the connection, with a short reason for whoever reads the peer's log. */
    void close(CloseCode code, String reason);
}
