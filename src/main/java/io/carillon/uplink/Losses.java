package io.carillon.uplink;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts messages that do not get where they should, and says so, at most every 10 s. For one event loop. */
final class Losses {

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final long QUIET_SECONDS = 10;

    private final String uplink;
    private final String way;
    private final LongAdder counter;
    private long untold;
    private long toldAt = System.nanoTime() - TimeUnit.SECONDS.toNanos(QUIET_SECONDS);

    /** @param way {@code in} or {@code out} */
    Losses(String uplink, String way, LongAdder counter) {
        this.uplink = uplink;
        this.way = way;
        this.counter = counter;
    }

    /**
     * @param why without anything of the message itself
     */
    void one(String why) {
        counter.increment();
        untold++;
        if (System.nanoTime() - toldAt >= TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
            LOG.warn("messages were dropped uplink={} direction={} count={} last={}", uplink, way, untold, why);
            toldAt = System.nanoTime();
            untold = 0;
        }
    }

    /** A stream does not have them any more; both inclusive. */
    void gone(String epoch, long from, long to) {
        counter.add(to - from + 1);
        LOG.warn(
                "messages are gone from the stream uplink={} direction={} epoch={} from={} to={}",
                uplink,
                way,
                epoch,
                from,
                to);
    }

    /** A stream is not the one that it was. */
    void begunAnew(String before, String now) {
        LOG.warn(
                "the stream has begun anew, and is taken from its oldest message on; what it had before may be lost, or come"
                        + " twice uplink={} direction={} epoch={} now={}",
                uplink,
                way,
                before,
                now);
    }
}
