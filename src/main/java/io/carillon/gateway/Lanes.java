package io.carillon.gateway;

import io.carillon.count.NodeCounters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The lanes of a hub, one for each event loop on which a handshake has been answered: whoever owns HTTP servers decides which
 * those are, and how many. Any thread, but {@link #here}.
 */
final class Lanes {

    private final VertxInternal vertx;
    private final Transport transport;
    private final NodeCounters counters = new NodeCounters();
    private final Pulses pulses;
    private final ConcurrentMap<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
    private volatile Map<String, Terms> terms = Map.of();

    /** @param transport how bytes get onto the sockets of this Vert.x */
    Lanes(VertxInternal vertx, Transport transport) {
        this.pulses = Pulses.start(vertx, counters.beats());
        this.vertx = vertx;
        this.transport = transport;
    }

    /**
     * The lane of the event loop that this is called on.
     *
     * @throws IllegalStateException where that is none: on a worker, or on a virtual thread
     */
    Lane here() {
        EventLoop loop = vertx.getOrCreateContext().nettyEventLoop();
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("an endpoint is served on an event loop; this is "
                    + Thread.currentThread().getName());
        }
        return lanes.computeIfAbsent(loop, this::open);
    }

    /** In a context of its own: the verticle whose server has the first request may go, and its event loop stays. */
    private Lane open(EventLoop loop) {
        ContextInternal context = vertx.contextBuilder()
                .withThreadingModel(ThreadingModel.EVENT_LOOP)
                .withEventLoop(loop)
                .build();
        Lane lane = new Lane(context, ByteBufAllocator.DEFAULT, transport, counters);
        lane.begin();
        return lane;
    }

    /** What is counted on this node. */
    NodeCounters counters() {
        return counters;
    }

    /** Asks each lane something on its event loop; completes when all have answered, fails where one of them cannot. */
    <T> Future<List<T>> each(Function<Lane, T> question) {
        List<Future<T>> answers = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            Promise<T> answer = Promise.promise();
            lane.execute(() -> answer(lane, question, answer));
            answers.add(answer.future());
        }
        return Future.all(answers)
                .map(all -> answers.stream().map(Future::result).toList());
    }

    private static <T> void answer(Lane lane, Function<Lane, T> question, Promise<T> answer) {
        try {
            answer.complete(question.apply(lane));
        } catch (RuntimeException e) {
            answer.fail(e);
        }
    }

    /**
     * Has endpoints come to something else, by their names.
     *
     * @return completes when their connections go by it
     */
    Future<Void> adopt(Map<String, Terms> changed) {
        terms = changed;
        return each(lane -> {
                    lane.connections().forEach(each -> each.lifetime.adopt(inForce(each.terms)));
                    return true;
                })
                .mapEmpty();
    }

    /** What an endpoint has come to. */
    Terms inForce(Terms known) {
        return terms.getOrDefault(known.name(), known);
    }

    /** Says goodbye to all connections, evenly over the time. */
    void drain(long millis) {
        List<Lane> all = List.copyOf(lanes.values());
        for (int i = 0; i < all.size(); i++) {
            Lane lane = all.get(i);
            double phase = (double) i / all.size();
            lane.dispatch(() -> lane.drain(millis, phase));
        }
    }

    /** Nothing more goes out. */
    Future<Void> close() {
        pulses.close();
        return each(lane -> {
                    lane.close();
                    return true;
                })
                .mapEmpty();
    }
}
