package io.carillon.uplink;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages from a {@link Source} to whatever connection there is. A few are on their way at a time; what has no
 * answer when the connection ends is sent again on the next one, in its order, where the source has a stream. Where
 * the server there refuses one for now, nothing more is sent until the others are answered, and then it is sent again.
 * On the uplink's event loop.
 */
final class Pump {

    /** A connection, as far as messages go there. */
    interface Exit {

        /**
         * Completes when it is there; fails with a {@link Refused} where it was refused, and else with the connection.
         */
        Future<Void> send(Outgoing message);
    }

    private enum State {
        WAITING,
        SENT,
        DONE
    }

    private static final class Parcel {

        private final Outgoing message;
        private State state = State.WAITING;

        private Parcel(Outgoing message) {
            this.message = message;
        }
    }

    private static final long FIRST_REST = 100;
    private static final long LONGEST_REST = 5_000;

    private final Site site;
    private final Source source;
    private final int window;
    private final UplinkCounters counters;
    private final Losses losses;
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private @Nullable Exit exit;
    private boolean going;
    private boolean halted;
    private boolean again; // there are some that were sent before
    private int sent;
    private long rest = FIRST_REST;
    private long restAtLeast;

    Pump(Site site, Source source, int window, UplinkCounters counters, Losses losses) {
        this.site = site;
        this.source = source;
        this.window = window;
        this.counters = counters;
        this.losses = losses;
    }

    /** There is a connection. */
    void attach(Exit to) {
        exit = to;
        go();
    }

    /** It has ended. */
    void detach() {
        exit = null;
        halted = false;
        sent = 0;
        for (Parcel parcel : List.copyOf(parcels)) {
            if (parcel.state == State.SENT && parcel.message.at() == null) {
                losses.one("the connection ended before it was answered"); // at most once, as the room here promises
                parcel.state = State.DONE;
            } else if (parcel.state == State.SENT) {
                parcel.state = State.WAITING;
                again = true;
            }
        }
        settle();
    }

    /** Sends what can be sent. */
    void go() {
        if (going) {
            return;
        }
        going = true;
        try {
            sendAll();
        } finally {
            going = false; // a mistake costs a message, not the way
        }
    }

    private void sendAll() {
        if (again && isOpen()) {
            again = false;
            for (Parcel parcel : List.copyOf(parcels)) {
                if (!isOpen()) { // the last one was refused at once
                    again = true;
                    return;
                }
                if (parcel.state == State.WAITING) {
                    send(parcel);
                }
            }
        }
        while (isOpen() && parcels.size() < window) {
            Outgoing next = source.poll();
            if (next == null) {
                break;
            }
            accept(new Parcel(next));
        }
    }

    private boolean isOpen() {
        return exit != null && !halted;
    }

    private void accept(Parcel parcel) {
        parcels.add(parcel);
        if (parcel.message.data() == null) {
            parcel.state = State.DONE;
            settle();
        } else {
            send(parcel);
        }
    }

    private void send(Parcel parcel) {
        Exit to = exit;
        if (to != null) {
            parcel.state = State.SENT;
            sent++;
            to.send(parcel.message).onComplete(answer -> {
                if (exit == to) {
                    answered(parcel, answer);
                }
            });
        }
    }

    private void answered(Parcel parcel, AsyncResult<Void> answer) {
        if (answer.succeeded()) {
            sent--;
            parcel.state = State.DONE;
            counters.out().increment();
            rest = FIRST_REST;
        } else if (answer.cause() instanceof Refused refused) {
            sent--;
            refused(parcel, refused);
        } else {
            return; // the connection's end follows
        }
        settle();
        if (halted && sent == 0) {
            pause();
        }
        go();
    }

    private void refused(Parcel parcel, Refused refused) {
        if (refused.isRetryable()) {
            parcel.state = State.WAITING;
            again = true;
            halted = true;
            restAtLeast = Math.max(restAtLeast, refused.retryAfter());
        } else {
            parcel.state = State.DONE;
            losses.one(String.valueOf(refused.getMessage()));
        }
    }

    private void pause() {
        Exit before = exit;
        site.later(Math.max(rest, restAtLeast), () -> {
            if (exit == before) {
                halted = false;
                go();
            }
        });
        rest = Math.min(LONGEST_REST, rest * 2);
        restAtLeast = 0;
    }

    private void settle() {
        Parcel first = parcels.peek();
        while (first != null && first.state == State.DONE) {
            parcels.remove();
            source.done(first.message);
            first = parcels.peek();
        }
    }

    void close() {
        exit = null;
        source.close();
    }
}
