package io.carillon.hub;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * What it costs to remember something of a connection: an event that is written, and one that is only counted, since the
 * connection has written too much. ns and bytes an event.
 */
public class LogbookBenchmark extends Microbenchmark {

    private static final int EVENTS = 65_536;
    private static final Logbook.Request REQUEST = new Logbook.Request("publish", Samples.ROOM);
    private static final RefusedException REFUSED = new RefusedException(ErrorCode.FORBIDDEN, "not here");

    /** So late, each time, that a connection may write one more. */
    private static final class Hasty extends Clock {

        private long millis;

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
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public long millis() {
            millis += Logbook.EACH_MILLIS;
            return millis;
        }
    }

    /** Takes nothing. */
    private static final class Nowhere implements Outbox {

        @Override
        public void write(Batch batch) {}

        @Override
        public void send(ServerMessage message) {}

        @Override
        public boolean keepsUp() {
            return true;
        }

        @Override
        public void whenKeepsUp(Runnable task) {}

        @Override
        public void flush() {}

        @Override
        public void forget(RoomName room) {}

        @Override
        public void close(CloseCode code, String reason) {}
    }

    private final Logbook roomy = new Logbook(EVENTS, new Hasty());
    private final Logbook real = new Logbook(EVENTS, Clock.systemUTC());
    private final Shard shard = new Shard(Runnable::run, () -> {});
    private final Connection quiet = new Connection("quiet", "user", shard, new Nowhere());
    private final Connection loud = new Connection("loud", "user", shard, new Nowhere());

    @Setup
    public void prepare() {
        roomy.opened(quiet);
        real.opened(loud);
    }

    @Benchmark
    public void written() {
        roomy.refused(quiet, REQUEST, REFUSED);
    }

    @Benchmark
    public void counted() {
        real.refused(loud, REQUEST, REFUSED);
    }
}
