package io.carillon.gateway;

import io.carillon.count.EndpointCounters;
import io.carillon.count.NodeCounters;
import io.carillon.hub.Shard;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the connections of one event loop share, and which they are. For that event loop, but {@link #execute}
 * and {@link #isHere}. */
final class Lane {

    /** Ticks between two looks at what waits for connections: 5 s. */
    private static final int LOOK = 50;

    private final ContextInternal context;
    private final Executor loop;
    private final FrameCache frames;
    private @Nullable SocketWriter writer;
    private final Shard shard;
    private final Wheel wheel = new Wheel(Wheel.TICK);
    private final Set<Connection> connections = new HashSet<>();
    private final List<Trunk> trunks = new ArrayList<>();
    private final Laggards laggards;
    private final NodeCounters counters;
    private @Nullable Future<?> ticking;
    private int ticks;

    /** On the event loop. */
    Lane(ContextInternal context, ByteBufAllocator allocator, Transport transport, NodeCounters counters) {
        this.counters = counters;
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.frames = new FrameCache(allocator);
        this.writer = transport.writer(context.nettyEventLoop());
        this.shard = new Shard(loop, this::endTurn);
        this.laggards = new Laggards(counters.addQueues());
    }

    private void endTurn() {
        if (writer != null) {
            writer.submit();
        }
        frames.clear();
    }

    /** Timers run from now on. */
    void begin() {
        ticking = context.nettyEventLoop()
                .scheduleAtFixedRate(() -> context.dispatch(this::tick), Wheel.TICK, Wheel.TICK, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        wheel.advance();
        if (++ticks % LOOK == 0) {
            laggards.look();
        }
    }

    /** What connections share that have the same endpoint and encoding. */
    Trunk trunk(EndpointCounters endpoint, FrameEncoding encoding) {
        for (Trunk known : trunks) {
            if (known.is(endpoint, encoding)) {
                return known;
            }
        }
        Trunk made = new Trunk(endpoint, encoding);
        trunks.add(made);
        return made;
    }

    /** What is counted on this node. */
    NodeCounters counters() {
        return counters;
    }

    /** The connections for which something waits. */
    Laggards laggards() {
        return laggards;
    }

    /** Nothing more will go out. */
    void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    /** Runs something on the event loop; from any thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** The same, as Vert.x's code runs. */
    void dispatch(Runnable task) {
        loop.execute(() -> context.dispatch(task));
    }

    /** The Vert.x context, in which whatever comes from a socket is handled. */
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
    Set<Connection> connections() {
        return connections;
    }

    /** Whether this is called on the event loop. Any thread. */
    boolean isHere() {
        return context.nettyEventLoop().inEventLoop();
    }

    /**
     * Says goodbye to all connections, evenly over the time.
     *
     * @param phase the part of a step, below 1, by which this event loop is behind, so that they do not go in step
     */
    void drain(long millis, double phase) {
        List<Connection> leaving = new ArrayList<>(connections);
        Collections.shuffle(leaving);
        for (int i = 0; i < leaving.size(); i++) {
            leaving.get(i).lifetime.drain((long) (millis * (i + phase) / leaving.size()));
        }
    }
}
