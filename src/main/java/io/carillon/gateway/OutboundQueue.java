package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go out on one connection, in three places, of which a peer that keeps up sees the first alone. For the
 * connection's event loop.
 *
 * <pre>
 *  direct ──▶ the socket, past Netty's queue: the only frame of this turn, and nothing waits
 *  Netty's queue: what the socket did not take, and the second frame of a turn; a few tens of KiB
 *  held: what would be more than that; only what is in Netty's queue cannot be taken back
 * </pre>
 *
 * <p>Shared frames are counted by reference, and released as soon as they are sent or dropped.
 */
final class OutboundQueue {

    /** What a frame that waits costs beside its bytes; Netty counts as much for its own. */
    private static final int OVERHEAD = 96;

    private final Lane lane;
    private final ChannelHandlerContext context;
    private final @Nullable FileDescriptor descriptor;
    private @Nullable ByteBuf direct;
    private Queue<ByteBuf> held = new ArrayDeque<>(0);
    private @Nullable List<Runnable> listeners; // only while somebody waits: connections are many
    private long heldBytes;

    /** Whether something may still wait elsewhere than in {@link #direct}; at first, the answer to the handshake. */
    private boolean waiting = true;

    /**
     * @param context of the socket, in its pipeline
     */
    OutboundQueue(Lane lane, ChannelHandlerContext context) {
        this.lane = lane;
        this.context = context;
        this.descriptor = lane.writer() == null ? null : descriptor(context.channel());
    }

    /** Null where bytes do not go onto the socket as they are. */
    private static @Nullable FileDescriptor descriptor(Channel channel) {
        boolean plain = channel.pipeline().get(SslHandler.class) == null;
        return plain && channel instanceof UnixChannel unix ? unix.fd() : null;
    }

    /** Of the socket, in its pipeline. */
    ChannelHandlerContext context() {
        return context;
    }

    /** Hot path. Queues frames that others share; the caller keeps its own reference. Returns whether they have to wait. */
    boolean share(ByteBuf frames) {
        if (isIdle()) {
            direct = frames.retain();
            return false;
        }
        enqueue(frames.retainedDuplicate());
        return true;
    }

    /** Queues a frame of this connection alone, and takes it over. Returns whether it has to wait. */
    boolean add(ByteBuf frame) {
        if (isIdle()) {
            direct = frame;
            return false;
        }
        enqueue(frame);
        return true;
    }

    /** Looks no further than necessary: what is far away in memory is what a delivery costs. */
    private boolean isIdle() {
        if (descriptor == null || direct != null) {
            return false;
        }
        if (waiting && bytes() == 0) {
            waiting = false;
        }
        return !waiting;
    }

    private void enqueue(ByteBuf frame) {
        moveDirect();
        waiting = true;
        if (keepsUp()) {
            context.write(frame, context.voidPromise());
        } else {
            held.add(frame);
            heldBytes += frame.readableBytes() + OVERHEAD;
        }
    }

    private void moveDirect() {
        ByteBuf first = direct;
        if (first != null) {
            direct = null;
            context.write(first.duplicate(), context.voidPromise()); // shared frames keep their indexes
        }
    }

    /** Whether more may be queued at once. What waits may only be waiting for the flush at the end of the turn. */
    boolean keepsUp() {
        if (held.isEmpty() && !context.channel().isWritable()) {
            context.flush();
        }
        return held.isEmpty() && context.channel().isWritable();
    }

    /**
     * The peer has taken something: queues what is held, the oldest first, until it is too much again. Returns whether there
     * is something to flush; not here, since Netty tells of this in the middle of a flush.
     */
    boolean catchUp() {
        boolean moved = false;
        while (context.channel().isWritable() && !held.isEmpty()) {
            moveHeld();
            moved = true;
        }
        if (held.isEmpty() && context.channel().isWritable()) {
            tellListeners();
        }
        return moved;
    }

    /** Calls once, in a later turn, when the peer keeps up. */
    void whenKeepsUp(Runnable listener) {
        if (keepsUp()) {
            lane.execute(listener);
            return;
        }
        List<Runnable> known = listeners;
        if (known == null) {
            known = new ArrayList<>(1);
            listeners = known;
        }
        known.add(listener);
    }

    private void tellListeners() {
        List<Runnable> told = listeners;
        listeners = null;
        if (told != null) {
            told.forEach(lane::execute);
        }
    }

    private void moveHeld() {
        ByteBuf next = held.remove();
        heldBytes -= next.readableBytes() + OVERHEAD;
        context.write(next, context.voidPromise());
        shrink();
    }

    /** Collections keep the size that they once had; connections are many. */
    private void shrink() {
        if (held.isEmpty()) {
            held = new ArrayDeque<>(0);
        }
    }

    /** Sends what was queued, at the latest when the lane's writer is told to. */
    void flush() {
        SocketWriter writer = lane.writer();
        if (direct != null && writer != null) {
            writer.add(this);
        } else {
            moveDirect();
            context.flush();
        }
    }

    /** Queues what nothing follows, behind all that waits, and sends it. */
    ChannelFuture finish(ByteBuf last) {
        listeners = null;
        waiting = true;
        moveDirect();
        while (!held.isEmpty()) {
            moveHeld();
        }
        return context.writeAndFlush(last);
    }

    /** The same, and then closes the way out, so that the peer sees the end where it has to hang up. */
    void finishAndShut(ByteBuf last) {
        ChannelFuture written = finish(last);
        Channel channel = context.channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            written.addListener(done -> tls.closeOutbound()); // what is the end there
        } else if (channel instanceof DuplexChannel duplex) {
            written.addListener(done -> duplex.shutdownOutput());
        }
    }

    /** Hangs up at once: whoever had its time takes nothing any more, not even the end of TLS. */
    void cut() {
        context.channel().unsafe().close(context.voidPromise());
    }

    /** Drops what is held: the peer will not get it any more. */
    void drop() {
        held.forEach(ByteBuf::release);
        held.clear();
        heldBytes = 0;
        shrink();
    }

    /** The connection is gone: releases what is still here. */
    void close() {
        drop();
        ByteBuf last = direct;
        if (last != null) {
            direct = null;
            last.release();
        }
    }

    /** What waits for the peer, in bytes; that which goes past Netty's queue in this turn is not waiting. */
    long bytes() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? heldBytes : buffer.totalPendingWriteBytes() + heldBytes;
    }

    // ---- for the writer

    /** What is to be written past Netty's queue; null where it has left meanwhile, or the socket has been closed. */
    @Nullable
    ByteBuf direct() {
        return descriptor != null && descriptor.isOpen() ? direct : null;
    }

    /** Where to. */
    FileDescriptor descriptor() {
        FileDescriptor known = descriptor;
        if (known == null) {
            throw new IllegalStateException("a socket that cannot be written to directly");
        }
        return known;
    }

    /**
     * The socket has taken so much of {@link #direct}. The rest goes through Netty's queue, which waits until the socket
     * takes more, or finds out why it does not.
     *
     * @param count in bytes; negative where it failed
     */
    void written(int count) {
        ByteBuf frame = direct;
        if (frame == null) {
            return;
        }
        direct = null;
        if (count == frame.readableBytes()) {
            frame.release();
        } else {
            waiting = true;
            context.writeAndFlush(frame.duplicate().skipBytes(Math.max(count, 0)), context.voidPromise());
        }
    }

    /** Nobody knows how much the socket has taken: what follows would make no sense to the peer. */
    void broke() {
        context.channel().pipeline().fireExceptionCaught(new IOException("a write was lost"));
    }
}
