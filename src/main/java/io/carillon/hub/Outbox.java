package io.carillon.hub;

import io.carillon.message.CloseCode;

/**
 * Where a connection's frames go. The hub owns this interface, whoever owns sockets implements it. Every method is called
 * on the connection's event loop.
 *
 * <p>An implementer keeps the order of writes, never blocks, and never calls back into the hub or the shard from within
 * {@link #write}: what a write causes (a queue that is full, a peer that is gone) happens in a later turn.
 */
public interface Outbox {

    /** Hot path. Queues the connection's own encoding of a room message; nothing is sent before {@link #flush}. */
    void write(Broadcast broadcast);

    /** Sends what was queued. */
    void flush();

    /** Ends the connection, with a short reason for whoever reads the peer's log. */
    void close(CloseCode code, String reason);
}
