package io.carillon.gateway;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of all connections of one event loop: starting and stopping one takes constant time and allocates nothing.
 * A timer fires never early and up to one tick late. For one event loop, which calls {@link #advance}.
 *
 * <p>Time is the clock's, not the number of ticks: after the event loop has stood still, the ticks that it has missed come
 * one right behind the other.
 *
 * <p>A hashed wheel after Varghese and Lauck (1987): a slot for each tick of a turn; a timer further away than a turn
 * stays in its slot until its turn has come.
 */
public final class Wheel {

    /** Something that happens once, later; may be started again, also from within {@link #fire}. */
    public abstract static class Timer {

        private @Nullable Timer next;
        private @Nullable Timer previous;
        private int slot = -1;
        private long dueTick;

        /** On the event loop. */
        protected abstract void fire();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Wheel.class);

    /** How exact the timers of connections are, in ms. */
    public static final long TICK = 100;

    private static final int SLOTS = 512;

    /** Ticks by which the event loop is late when it has stood still rather than been busy. */
    private static final int PAUSE = 5;

    private final long tickMillis;
    private final LongSupplier nanos;
    private final long origin;
    private final @Nullable Timer[] slots = new Timer[SLOTS];
    private long tick;
    private boolean paused;

    /**
     * @param tickMillis how often {@link #advance} is called
     */
    public Wheel(long tickMillis) {
        this(tickMillis, System::nanoTime);
    }

    /** Goes by another clock, as {@link System#nanoTime}. */
    Wheel(long tickMillis, LongSupplier nanos) {
        this.tickMillis = tickMillis;
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    private long millis() {
        return (nanos.getAsLong() - origin) / 1_000_000;
    }

    /** Has the timer fire after {@code millis}; in place of what it was started for before. */
    public void start(Timer timer, long millis) {
        stop(timer);
        // In two parts: a time that is as good as for ever must not overflow.
        timer.dueTick = (millis() + millis % tickMillis) / tickMillis + millis / tickMillis + 1;
        int slot = (int) (timer.dueTick % SLOTS);
        Timer first = slots[slot];
        timer.slot = slot;
        timer.next = first;
        timer.previous = null;
        if (first != null) {
            first.previous = timer;
        }
        slots[slot] = timer;
    }

    /** Has the timer not fire; nothing where it was not started. */
    public void stop(Timer timer) {
        if (timer.slot < 0) {
            return;
        }
        if (timer.previous == null) {
            slots[timer.slot] = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.slot = -1;
        timer.next = null;
        timer.previous = null;
    }

    /**
     * A tick has passed, or more. After a pause nothing fires before the next call: what arrived meanwhile, a pong for
     * example, is read first.
     */
    public void advance() {
        long now = millis() / tickMillis;
        if (now - tick > PAUSE && !paused) {
            paused = true;
            return;
        }
        paused = false;
        long first = Math.max(tick + 1, now - SLOTS + 1);
        tick = now; // before anything fires: what is started then counts from now
        for (long passed = first; passed <= now; passed++) {
            fireAll((int) (passed % SLOTS));
        }
    }

    /** What fires may start or stop any timer: the slot is looked at anew until nothing in it is due. */
    private void fireAll(int slot) {
        for (Timer timer = due(slot); timer != null; timer = due(slot)) {
            stop(timer);
            fire(timer);
        }
    }

    /** What goes wrong for one is not to hold the others up. */
    private static void fire(Timer timer) {
        try {
            timer.fire();
        } catch (RuntimeException e) {
            LOG.error("a timer failed", e);
        }
    }

    private @Nullable Timer due(int slot) {
        Timer timer = slots[slot];
        while (timer != null && timer.dueTick > tick) {
            timer = timer.next;
        }
        return timer;
    }
}
