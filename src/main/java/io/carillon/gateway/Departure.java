package io.carillon.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** How a hub ends: nobody comes in any more, connections are told and closed, and the others are left. Any thread. */
final class Departure {

    /** How often it is looked whether the last connection has gone, in ms. */
    private static final long LOOK = 50;

    /** What the last connections may take over their closing handshakes when the hub is closed. */
    private static final Duration CLOSING = Duration.ofSeconds(6);

    private final Foundation foundation;
    private final Admission admission;
    private final Lanes lanes;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> ends = new CopyOnWriteArrayList<>();
    private final AtomicBoolean left = new AtomicBoolean();

    Departure(Foundation foundation, Admission admission, Lanes lanes) {
        this.foundation = foundation;
        this.admission = admission;
        this.lanes = lanes;
    }

    /** Calls when it begins; returns what ends that. */
    Runnable onBegin(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Has something else end with the hub. */
    void atEnd(Runnable end) {
        ends.add(end);
    }

    /** See {@link Hub#drain}. */
    Future<Void> drain(Duration over) {
        foundation.guard().stopFetching();
        admission.drain();
        listeners.forEach(Runnable::run);
        foundation.core().logbook().draining();
        lanes.drain(over.toMillis());
        Promise<Void> empty = Promise.promise();
        awaitEmpty(empty);
        return empty.future();
    }

    private void awaitEmpty(Promise<Void> empty) {
        if (admission.connections() <= 0 || left.get()) {
            empty.complete();
        } else {
            foundation.vertx().setTimer(LOOK, timer -> awaitEmpty(empty));
        }
    }

    /** See {@link Hub#close}. */
    Future<Void> close() {
        return drain(Duration.ZERO)
                .timeout(CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(gone -> leave());
    }

    /** See {@link Hub#leave}. */
    Future<Void> leave() {
        if (!left.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        ends.forEach(Runnable::run);
        foundation.guard().stopFetching();
        return foundation
                .core()
                .bequest()
                .leave()
                .eventually(foundation.guard().revoker()::close)
                .eventually(foundation.core().cluster()::close)
                .eventually(lanes::close)
                .onComplete(done -> foundation.giveUp())
                .mapEmpty();
    }
}
