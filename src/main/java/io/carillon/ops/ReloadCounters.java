package io.carillon.ops;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the configuration was read again. Any thread.
 *
 * @param applied how often it held then
 * @param refused how often something was wrong with it, so that nothing has changed
 * @param last when it was read successfully for the last time, at the start or later; in ms since 1970
 */
public record ReloadCounters(LongAdder applied, LongAdder refused, AtomicLong last) {

    /** Of a node that has just read it. */
    public static ReloadCounters start() {
        return new ReloadCounters(
                new LongAdder(),
                new LongAdder(),
                new AtomicLong(Clock.systemUTC().millis()));
    }

    /** It holds. */
    public void success() {
        applied.increment();
        last.set(Clock.systemUTC().millis());
    }

    /** Something was wrong. */
    public void failure() {
        refused.increment();
    }
}
