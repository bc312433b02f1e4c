package io.carillon.service;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * The end of a connection to the bridge, by Netty: Vert.x closes a socket behind everything that waits to be
 * written, which is never where the peer does not read.
 */
final class Cutoff {

    private Cutoff() {}

    /** Ends a connection at once; what waits to be written is lost. Any thread. */
    static void now(NetSocket socket) {
        if (socket instanceof NetSocketInternal internal) {
            internal.channelHandlerContext().close();
        } else {
            socket.close();
        }
    }
}
