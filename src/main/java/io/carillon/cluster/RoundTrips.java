package io.carillon.cluster;

import io.carillon.count.Times;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * How far away the other nodes are: asks each of them for nothing, every few seconds, and takes the time. The question takes the way
 * of all messages between nodes, but does not wait behind those that a link holds back. Who does not answer counts with the time that
 * was waited. Any thread.
 */
final class RoundTrips {

    private static final byte[] NOTHING = {};
    private static final long EVERY_MILLIS = 5_000;

    private final Vertx vertx;
    private final Questions questions;
    private final Supplier<Set<String>> nodes;
    private final String self;
    private final Times times;
    private volatile long slowest;
    private long timer;

    RoundTrips(Vertx vertx, String self, Questions questions, Supplier<Set<String>> nodes, Times times) {
        this.vertx = vertx;
        this.self = self;
        this.questions = questions;
        this.nodes = nodes;
        this.times = times;
    }

    /** Answers from now on, and asks. */
    void start() {
        questions.serve(QuestionKind.PING, nothing -> Future.succeededFuture(NOTHING));
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> ask());
    }

    /** Asks all of them; completes when each has answered, or was waited for. */
    Future<Void> ask() {
        AtomicLong most = new AtomicLong();
        List<Future<Void>> all = nodes.get().stream()
                .filter(peer -> !peer.equals(self))
                .map(peer -> ask(peer, most))
                .toList();
        return Future.join(all).<Void>mapEmpty().onComplete(done -> slowest = most.get());
    }

    private Future<Void> ask(String peer, AtomicLong most) {
        long asked = System.nanoTime();
        return questions.ask(peer, QuestionKind.PING, NOTHING).map(answers -> {
            long took = answers.missing().isEmpty()
                    ? System.nanoTime() - asked
                    : TimeUnit.MILLISECONDS.toNanos(Questions.LIMIT_MILLIS);
            times.add(took);
            most.accumulateAndGet(took, Math::max);
            return null;
        });
    }

    /** What the slowest of the others took the last time that all of them were asked, in ns; 0 where there was none. */
    long slowest() {
        return slowest;
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
