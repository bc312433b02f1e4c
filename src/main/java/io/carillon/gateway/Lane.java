package io.carillon.gateway;

import io.carillon.hub.Shard;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the connections of one event loop share, and which they are. For that event loop, but {@link #execute}. */
final class Lane {

    /** How exact timers are, in ms. */
    static final long TICK = 100;

    private final ContextInternal context;
    private final Executor loop;
    private final FrameCache frames;
    private @Nullable SocketWriter writer;
    private final Shard shard;
    private final Wheel wheel = new Wheel(TICK);
    private final Set<Session> sessions = new HashSet<>();
    private final Set<Session> serverRoom = new HashSet<>();

    /** On the event loop. */
    Lane(ContextInternal context, ByteBufAllocator allocator, Transport transport) {
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.frames = new FrameCache(allocator);
        this.writer = transport.writer(context.nettyEventLoop());
        this.shard = new Shard(loop, this::endTurn);
    }

    private void endTurn() {
        if (writer != null) {
            writer.submit();
        }
        frames.clear();
    }

    /** Nothing more will go out. */
    void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    /** Runs something on the event loop; from any thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** The Vert.x context of the event loop's verticle, in which whatever comes from a socket is handled. */
    ContextInternal context() {
        return context;
    }

    FrameCache frames() {
        return frames;
    }

    /** Writes past Netty's queues; null where the transport has nothing that does. */
    @Nullable
    SocketWriter writer() {
        return writer;
    }

    Shard shard() {
        return shard;
    }

    Wheel wheel() {
        return wheel;
    }

    /** The open connections. */
    Set<Session> sessions() {
        return sessions;
    }

    /** Those that are in the room {@code $server}. */
    Set<Session> serverRoom() {
        return serverRoom;
    }
}
