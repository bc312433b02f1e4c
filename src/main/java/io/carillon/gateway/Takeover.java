package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Takes a connection over from Vert.x after its upgrade: the 101 goes out, the HTTP handlers leave the pipeline, and a
 * {@link Socket} is all that stays. Bytes that come in meanwhile are kept for it.
 */
final class Takeover {

    private static final String EARLY = "carillon.early";
    private static final String VERTX = "handler";

    private Takeover() {}

    /**
     * Sends the 101 with the response's headers.
     *
     * @return completes, on the event loop, when the socket is in place; fails where the client is gone, and the socket was
     *     never used
     */
    static Future<Void> of(HttpServerRequest request, Socket socket, Runnable opened) {
        ChannelPipeline pipeline =
                ((ConnectionBase) request.connection()).channelHandlerContext().pipeline();
        if (!pipeline.channel().isActive()) { // gone while its token was checked; nobody would tell the socket
            return Future.failedFuture("the client is gone");
        }
        pipeline.addBefore(VERTX, EARLY, new EarlyBytes());
        return request.toNetSocket().map(taken -> {
            pipeline.replace(VERTX, "carillon", socket);
            open(pipeline, opened);
            pipeline.remove(EARLY);
            return null;
        });
    }

    /** From here on the socket owns the connection: a failure ends it as any other would. */
    private static void open(ChannelPipeline pipeline, Runnable opened) {
        try {
            opened.run();
        } catch (RuntimeException e) {
            pipeline.fireExceptionCaught(e);
        }
    }

    /** Holds what the HTTP decoder leaves behind, and passes it on when it is removed itself. */
    private static final class EarlyBytes extends ChannelInboundHandlerAdapter {

        private final Queue<ByteBuf> waiting = new ArrayDeque<>(0);

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes) {
                waiting.add(bytes);
            } else {
                ctx.fireChannelRead(message);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            for (ByteBuf bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
                ctx.fireChannelRead(bytes);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            waiting.forEach(ReferenceCountUtil::release);
            waiting.clear();
            ctx.fireChannelInactive();
        }
    }
}
