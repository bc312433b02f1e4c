package io.carillon.gateway;

import io.carillon.config.ProxyConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY protocol for servers whose options {@linkplain #expectedBy say so}, on connections of trusted proxies.
 *
 * <p>Vert.x has a way of its own ({@link HttpServerOptions#setUseProxyProtocol}), which asks everybody for the header and
 * believes it of everybody. To know who it is before a byte is read, and before TLS begins, there has to be something where
 * connections are accepted, and there Vert.x lets only its transport come near. Any thread.
 */
public final class ProxyProtocol extends ChannelInboundHandlerAdapter {

    /** Without Vert.x's own way this time means nothing to it; it is in seconds where nobody has set it. */
    private static final TimeUnit MARK = TimeUnit.NANOSECONDS;

    private final Proxies proxies;

    private ProxyProtocol(Proxies proxies) {
        this.proxies = proxies;
    }

    /**
     * What Vert.x is to be started with.
     *
     * @param isNative whether on epoll
     */
    public static Transport transport(boolean isNative, ProxyConfig config) {
        Proxies proxies = new Proxies(config);
        return isNative ? new Named(Transport.EPOLL, new Epoll(proxies)) : new Named(Transport.NIO, new Nio(proxies));
    }

    /** Has a server expect the header from trusted proxies, on a Vert.x that was started for it. */
    public static HttpServerOptions expectedBy(HttpServerOptions options) {
        return options.setProxyProtocolTimeout(1).setProxyProtocolTimeoutUnit(MARK);
    }

    private static void configure(NetServerOptions options, ServerBootstrap bootstrap, Proxies proxies) {
        if (options.getProxyProtocolTimeoutUnit() == MARK) {
            bootstrap.handler(new ProxyProtocol(proxies));
        }
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    /** Somebody has connected: nothing has been read, and no handler is there yet. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel accepted
                && accepted.remoteAddress() instanceof InetSocketAddress peer
                && proxies.isTrusted(peer.getAddress())) {
            accepted.pipeline().addLast(new ProxyHeader());
        }
        ctx.fireChannelRead(message);
    }

    private static final class Epoll extends EpollTransport {

        private final Proxies proxies;

        Epoll(Proxies proxies) {
            this.proxies = proxies;
        }

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            ProxyProtocol.configure(options, bootstrap, proxies);
        }
    }

    private static final class Nio extends NioTransport {

        private final Proxies proxies;

        Nio(Proxies proxies) {
            this.proxies = proxies;
        }

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            ProxyProtocol.configure(options, bootstrap, proxies);
        }
    }

    /** One of Vert.x's own, done otherwise. */
    private record Named(Transport own, io.vertx.core.spi.transport.Transport implementation) implements Transport {

        @Override
        public String name() {
            return own.name();
        }

        @Override
        public boolean available() {
            return own.available();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return own.unavailabilityCause();
        }
    }
}
