package io.carillon.cluster;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;

/** Those who wait until the peers know that this node has entered a room. For one thread. */
final class EnterQueue {

    private record Waiting(long version, long deadline, Promise<Void> promise) {}

    private final Queue<Waiting> waiting = new ArrayDeque<>(); // versions and deadlines ascend

    void add(long version, long deadline, Promise<Void> promise) {
        waiting.add(new Waiting(version, deadline, promise));
    }

    /** Lets go whoever waits for a version up to this, or has waited long enough for a peer that does not answer. */
    void complete(long settled, long now) {
        Waiting first = waiting.peek();
        while (first != null && (first.version() <= settled || first.deadline() <= now)) {
            waiting.remove();
            first.promise().tryComplete();
            first = waiting.peek();
        }
    }
}
