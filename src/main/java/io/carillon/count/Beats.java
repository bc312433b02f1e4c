package io.carillon.count;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The event loops, each of which tells every {@link #MILLIS} that it runs, and how late that is. Any thread. */
public final class Beats {

    /** How often an event loop has something to tell. */
    public static final long MILLIS = 100;

    private final Times lag = new Times();
    private final AtomicLong worst = new AtomicLong();
    private final List<AtomicLong> loops = new CopyOnWriteArrayList<>();

    /** One more event loop; returns what it adds one to each time. */
    public AtomicLong add() {
        AtomicLong beats = new AtomicLong();
        loops.add(beats);
        return beats;
    }

    /** An event loop was late by so many ns. */
    public void late(long nanos) {
        lag.add(nanos);
        worst.accumulateAndGet(nanos, Math::max);
    }

    /** By how much the latest of all was late since this was asked the last time, in ns; for one who asks. */
    public long takeWorst() {
        return worst.getAndSet(0);
    }

    /** By how much event loops were late, each time. */
    public Times lag() {
        return lag;
    }

    /** How often each event loop has told that it runs; always in the same order. */
    public List<Long> counts() {
        return loops.stream().map(AtomicLong::get).toList();
    }
}
