package io.carillon.hub;

import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The streams of all rooms, as the hub uses them. Any thread; futures complete on any. */
final class Streams {

    private final RecoveryCounters counters = new RecoveryCounters();
    private final FanOut fanOut = new FanOut();
    private final Logbook logbook;
    private volatile @Nullable StreamStore store;

    Streams() {
        this(Logbook.OFF);
    }

    /** @param logbook gets what members have to be told of streams that cannot be continued */
    Streams(Logbook logbook) {
        this.logbook = logbook;
    }

    void start(StreamStore with) {
        store = with;
    }

    RecoveryCounters counters() {
        return counters;
    }

    /** What became of messages, those of rooms without a stream included. */
    FanOut fanOut() {
        return fanOut;
    }

    Logbook logbook() {
        return logbook;
    }

    Future<StreamStore.Appended> append(StreamStore.Append message, StreamSettings settings) {
        return ask(() -> store().append(message, settings));
    }

    Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
        return ask(() -> store().read(room, since, limit, reverse, settings));
    }

    Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
        return ask(() -> store().positions(rooms));
    }

    /** A store of a cluster that is closing throws. */
    private static <T> Future<T> ask(Supplier<Future<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private StreamStore store() {
        StreamStore started = store;
        if (started == null) {
            throw new IllegalStateException("the hub was not started");
        }
        return started;
    }
}
