package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Takes a connection over from Vert.x after its upgrade: the HTTP handlers leave the pipeline, and a {@link Socket} is all
 * that stays. Vert.x has a way of its own for that ({@link HttpServerRequest#toNetSocket}), but what that puts into the
 * pipeline would be thrown away at once: a socket with a queue of 5 KB. For the connection's event loop.
 */
final class Takeover {

    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";
    /** Vert.x adds it where there is TLS. */
    private static final String CHUNKS = "chunkedWriter";

    private static final String VERTX = "handler";

    private static final int HEAD_BYTES = 256;

    private Takeover() {}

    /**
     * Answers with 101 and the response's headers. The answer is sent with the first that the socket sends: {@code opened}
     * has to send something.
     *
     * @param opened called when the socket is in place, before anything is read
     * @return false where the client is gone already, and the socket was not used
     */
    static boolean of(HttpServerRequest request, Socket socket, Runnable opened) {
        ChannelPipeline pipeline =
                ((ConnectionBase) request.connection()).channelHandlerContext().pipeline();
        if (!pipeline.channel().isActive()) { // gone while its token was checked; nobody would tell the socket
            return false;
        }
        pipeline.replace(VERTX, "carillon", socket);
        pipeline.remove(ENCODER);
        if (pipeline.get(CHUNKS) != null) {
            pipeline.remove(CHUNKS);
        }
        pipeline.write(head(pipeline.channel().alloc(), request.response().headers()), pipeline.voidPromise());
        open(pipeline, opened);
        pipeline.remove(DECODER); // last: what it has read beyond the request it hands to the socket
        return true;
    }

    private static ByteBuf head(ByteBufAllocator allocator, MultiMap headers) {
        ByteBuf head = allocator.buffer(HEAD_BYTES);
        ByteBufUtil.writeAscii(head, "HTTP/1.1 101 Switching Protocols\r\n");
        headers.forEach((name, value) -> {
            ByteBufUtil.writeAscii(head, name);
            ByteBufUtil.writeAscii(head, ": ");
            ByteBufUtil.writeAscii(head, value);
            ByteBufUtil.writeAscii(head, "\r\n");
        });
        ByteBufUtil.writeAscii(head, "\r\n");
        return head;
    }

    /** From here on the socket owns the connection: a failure ends it as any other would. */
    private static void open(ChannelPipeline pipeline, Runnable opened) {
        try {
            opened.run();
        } catch (RuntimeException e) {
            pipeline.fireExceptionCaught(e);
        }
    }
}
