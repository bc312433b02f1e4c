package io.carillon.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much may be on its way to a peer before it counts as one that does not keep up. */
final class Slack {

    /** Of a connection's queue, in bytes; Netty's own default. */
    private static final long QUEUE = 64 * 1024;

    /** Of what the operating system has not even sent, in bytes. */
    private static final long UNSENT = 128 * 1024;

    /** Of either, where something newer may come; in bytes. */
    private static final long LITTLE = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Slack.class);

    private Slack() {}

    /**
     * For every connection. The operating system would take megabytes for a peer that does not read; what waits here can
     * still be dropped, and is counted. Linux bounds what is not sent yet without slowing down what is; elsewhere more
     * waits there.
     *
     * @param queueLimit how much may wait for the peer at all, in bytes
     */
    static void bound(Channel channel, long queueLimit) {
        bound(channel, queueLimit, QUEUE);
        unsent(channel, UNSENT);
    }

    /** Full long before it is too full. */
    private static void bound(Channel channel, long queueLimit, long most) {
        int high = (int) Math.max(2, Math.min(most, queueLimit / 2));
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    }

    /** Without effect where this is not epoll. */
    private static void unsent(Channel channel, long most) {
        try {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, most);
        } catch (ChannelException e) {
            LOG.debug("a socket is gone already", e);
        }
    }

    /**
     * For a connection that is in a conflating room, where what has been taken cannot be replaced by anything newer.
     * Elsewhere than on Linux a slow reader gets older values.
     */
    static void tighten(Channel channel, long queueLimit) {
        bound(channel, queueLimit, LITTLE);
        unsent(channel, LITTLE);
    }

    /**
     * For a connection that ends: the operating system takes what is still queued, the close frame included, and delivers it
     * whenever the peer reads, even if that is after the socket has been closed here.
     */
    static void release(Channel channel) {
        unsent(channel, Integer.MAX_VALUE);
    }
}
