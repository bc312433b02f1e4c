package io.carillon.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Stands still until it is set. */
public final class SetClock extends Clock {

    private final AtomicLong millis = new AtomicLong(1_000_000_000_000L);

    /** In ms since 1970. */
    public void set(long now) {
        millis.set(now);
    }

    public void pass(long more) {
        millis.addAndGet(more);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }
}
