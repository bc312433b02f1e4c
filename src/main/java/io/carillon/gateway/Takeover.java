package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/**
 * Takes a connection over from Vert.x after its upgrade: the HTTP handlers leave the pipeline, and a {@link Socket} is all
 * that stays. Vert.x has a way of its own for that ({@link HttpServerRequest#toNetSocket}), but what that puts into the
 * pipeline would be thrown away at once: a socket with a queue of 5 KB. For the connection's event loop.
 */
final class Takeover {

    private static final String DECODER = "httpDecoder";
    private static final String HTTP_2 = "h2c";
    private static final String IDLE = "idle";
    private static final String SOCKET = "carillon";

    private static final int HEAD_BYTES = 256;

    private Takeover() {}

    /**
     * Answers with 101 and the response's headers. The answer is sent with the first that the socket sends,
     * at once where {@code opened} sends nothing.
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
        put(pipeline, socket);
        pipeline.write(head(pipeline.channel().alloc(), request.response().headers()), pipeline.voidPromise());
        open(pipeline, socket, opened);
        pipeline.remove(DECODER); // last: what it has read beyond the request it hands to the socket
        return true;
    }

    /**
     * The socket comes directly behind the decoder, and nothing gets past it: what an HTTP server's options have put behind
     * (an encoder, compression) goes. The one that watches for HTTP/2 goes by itself, when this is done.
     */
    private static void put(ChannelPipeline pipeline, Socket socket) {
        pipeline.addAfter(DECODER, SOCKET, socket);
        List<String> names = pipeline.names();
        for (String name : names.subList(names.indexOf(SOCKET) + 1, names.size())) {
            if (!name.equals(HTTP_2) && pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
        if (pipeline.get(IDLE) != null) {
            pipeline.remove(IDLE); // sockets have a keep-alive of their own
        }
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
    private static void open(ChannelPipeline pipeline, Socket socket, Runnable opened) {
        try {
            opened.run();
            socket.begin();
        } catch (RuntimeException e) {
            pipeline.fireExceptionCaught(e);
        }
    }
}
