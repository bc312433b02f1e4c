package io.carillon.gateway;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of all connections of one event loop: starting and stopping one takes constant time and allocates nothing.
 * A timer fires up to one tick late. For one event loop, which calls {@link #advance}.
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

    private final long tickMillis;
    private final @Nullable Timer[] slots = new Timer[SLOTS];
    private long tick;

    /**
     * @param tickMillis how often {@link #advance} is called
     */
    public Wheel(long tickMillis) {
        this.tickMillis = tickMillis;
    }

    /** Has the timer fire after {@code millis}; in place of what it was started for before. */
    public void start(Timer timer, long millis) {
        stop(timer);
        timer.dueTick = tick + 1 + millis / tickMillis;
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

    /** One tick has passed. */
    public void advance() {
        tick++;
        int slot = (int) (tick % SLOTS);
        // What fires may start or stop any timer; the slot is looked at anew until nothing in it is due.
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
