package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
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

    /**
     * The peer is gone, or cannot be understood any more: nobody says goodbye. Nothing where that is known.
     *
     * @param cause how that was found out, for people
     */
    abstract void lost(String cause);

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

    /** From where the connection comes. Any thread. */
    final SocketAddress remoteAddress() {
        return context().channel().remoteAddress() instanceof InetSocketAddress address
                ? SocketAddress.inetSocketAddress(address)
                : Proxies.NOWHERE;
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

    /** The end of what a peer says over TLS is as good as its FIN. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            lost(Loss.END);
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || isBrokenTls(cause)) {
            String how = Loss.of(cause);
            lane.execute(() -> lost(how)); // in a turn of its own: this may be in the middle of a write to many
            ctx.close(); // what is told of that comes behind it
        } else {
            LOG.error("a connection failed", cause);
            failed();
        }
    }

    /** What came is none of TLS's, or an alert; a peer's mistake, after which nothing can be read. */
    private static boolean isBrokenTls(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    }
}
