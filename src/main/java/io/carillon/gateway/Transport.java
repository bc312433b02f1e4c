package io.carillon.gateway;

import io.carillon.config.HttpConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.internal.VertxInternal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How bytes get onto sockets and from them. */
public enum Transport {
    /** Epoll, but what a turn sends to many connections is one system call. */
    IO_URING,
    /** Epoll alone. */
    EPOLL,
    /** What the JDK has, everywhere. */
    NIO;

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    /**
     * What is to be used: what is asked for, or the next best that this system permits. {@code auto} asks for the first of
     * them, in the order of what was measured.
     */
    public static Transport choose(HttpConfig.Transport wanted) {
        Transport best = wanted == HttpConfig.Transport.AUTO ? IO_URING : valueOf(wanted.name());
        Transport chosen = best;
        while (!chosen.isPermitted()) {
            chosen = values()[chosen.ordinal() + 1];
        }
        if (wanted != HttpConfig.Transport.AUTO && chosen != best) {
            LOG.warn("transport={} is not there instead={} cause={}", best, chosen, best.obstacle());
        }
        return chosen;
    }

    /** What a Vert.x that was started already permits. */
    static Transport of(VertxInternal vertx, HttpConfig.Transport wanted) {
        return vertx.transport() instanceof EpollTransport ? choose(wanted) : NIO;
    }

    private boolean isPermitted() {
        return obstacle() == null;
    }

    private @Nullable Throwable obstacle() {
        return switch (this) {
            case IO_URING -> Epoll.isAvailable() ? IoUring.unavailabilityCause() : Epoll.unavailabilityCause();
            case EPOLL -> Epoll.unavailabilityCause();
            case NIO -> null;
        };
    }

    /** Whether Vert.x has to be started with its native transport. */
    public boolean isNative() {
        return this != NIO;
    }

    /** What writes to the sockets of an event loop past Netty's queues, where something does; on its thread. */
    @Nullable
    SocketWriter writer(EventLoop loop) {
        return switch (this) {
            case IO_URING -> ring(loop);
            case EPOLL -> new EpollWriter();
            case NIO -> null;
        };
    }

    /** The kernel may permit some rings and then no more of them. */
    private static SocketWriter ring(EventLoop loop) {
        try {
            return new RingWriter(loop);
        } catch (RuntimeException e) {
            LOG.warn("no ring of io_uring for an event loop, which uses epoll alone", e);
            return new EpollWriter();
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
