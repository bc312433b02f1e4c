package io.carillon.gateway;

import io.carillon.hub.Shard;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** What the connections of one event loop share, and which they are. For that event loop, but {@link #execute}. */
final class Lane {

    /** How exact timers are, in ms. */
    static final long TICK = 100;

    private final ContextInternal context;
    private final Executor loop;
    private final FrameCache frames;
    private final Shard shard;
    private final Wheel wheel = new Wheel(TICK);
    private final Set<Session> sessions = new HashSet<>();
    private final Set<Session> serverRoom = new HashSet<>();

    Lane(ContextInternal context, ByteBufAllocator allocator) {
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.frames = new FrameCache(allocator);
        this.shard = new Shard(loop, frames::clear);
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
