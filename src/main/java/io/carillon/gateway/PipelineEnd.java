package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Netty's pipeline ends and a {@link Socket} begins: bytes in, a queue for what goes out. For one event loop. */
abstract class PipelineEnd extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineEnd.class);

    final Lane lane;

    @Nullable
    OutboundQueue queue;

    PipelineEnd(Lane lane) {
        this.lane = lane;
    }

    /** Bytes have come; they are released when this returns. */
    abstract void read(ByteBuf bytes);

    /** What nobody has expected has gone wrong. */
    abstract void failed();

    final ChannelHandlerContext context() {
        return queue().context();
    }

    final OutboundQueue queue() {
        OutboundQueue known = queue;
        if (known == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return known;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        queue = new OutboundQueue(lane, ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ContextInternal before = lane.context().beginDispatch();
        try {
            if (message instanceof ByteBuf bytes) {
                read(bytes);
            }
        } finally {
            lane.context().endDispatch(before);
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            ctx.close(); // the peer is gone, and channelInactive says so
        } else {
            LOG.error("a connection failed", cause);
            failed();
        }
    }
}
