package io.carillon.gateway;

/**
 * Writes to the sockets of one event loop what waits in {@link OutboundQueue#direct}, past Netty's queues: for a peer that
 * keeps up, those only cost time. For that event loop.
 *
 * <p>An implementer never waits for a socket, and tells each queue what its socket took.
 */
interface SocketWriter {

    /** Hot path. Writes a queue's frame, at the latest with {@link #submit}. */
    void add(OutboundQueue queue);

    /** Hot path. Writes all that was added. */
    void submit();

    /** Nothing more will be written. */
    void close();
}
