package io.carillon.gateway;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;

/** How much may be on its way to a peer before it counts as one that does not keep up. */
final class Slack {

    /** Of a connection's queue, in bytes; Netty's own default. */
    private static final long QUEUE = 64 * 1024;

    /** Of the queue, and of what the operating system has not even sent, where something newer may come; in bytes. */
    private static final long LITTLE = 8 * 1024;

    private Slack() {}

    /**
     * For every connection.
     *
     * @param queueLimit how much may wait for the peer at all, in bytes
     */
    static void bound(Channel channel, long queueLimit) {
        bound(channel, queueLimit, QUEUE);
    }

    /** Full long before it is too full. */
    private static void bound(Channel channel, long queueLimit, long most) {
        int high = (int) Math.max(2, Math.min(most, queueLimit / 2));
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    }

    /**
     * For a connection that is in a conflating room, where what has been taken cannot be replaced by anything newer, and
     * the operating system would take megabytes for a peer that does not read. Linux bounds what is not sent yet without
     * slowing down what is; elsewhere a slow reader gets older values.
     */
    static void tighten(Channel channel, long queueLimit) {
        bound(channel, queueLimit, LITTLE);
        channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, LITTLE);
    }
}
