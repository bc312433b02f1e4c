package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the PROXY protocol's header from the beginning of a connection of a trusted proxy, before TLS and HTTP see a byte, and
 * is gone. From then on Vert.x has the client's address for the connection's. For the connection's event loop.
 *
 * <p>Whoever does not say anything is dealt with as without it: the handshake has its time ({@link HandshakeTimer}), and TLS.
 */
final class ProxyHeader extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

    private static final AttributeKey<Boolean> SECURE = AttributeKey.valueOf(ProxyHeader.class, "secure");

    private boolean refused;

    /** Whether the client's connection is TLS, where a header has said so. */
    static Optional<Boolean> isSecure(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                        && connection.channel().hasAttr(SECURE)
                ? Optional.ofNullable(connection.channel().attr(SECURE).get())
                : Optional.empty();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            ProxyPreamble.read(in).ifPresent(preamble -> accept(ctx, preamble));
        } catch (IllegalArgumentException e) {
            refused = true;
            in.skipBytes(in.readableBytes());
            LOG.debug(
                    "closed a connection of {} without the PROXY protocol: {}",
                    ctx.channel().remoteAddress(),
                    e.getMessage());
            ctx.close();
        }
    }

    private void accept(ChannelHandlerContext ctx, ProxyPreamble preamble) {
        preamble.client()
                .ifPresent(client -> ctx.channel()
                        .attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE)
                        .set(SocketAddress.inetSocketAddress(client)));
        preamble.secure().ifPresent(secure -> ctx.channel().attr(SECURE).set(secure));
        ctx.pipeline().remove(this);
    }
}
