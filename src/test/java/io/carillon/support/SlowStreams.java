package io.carillon.support;

import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A store that takes its time to store anything, like one whose owner stands still for a moment. */
public record SlowStreams(StreamStore streams, Duration delay) implements StreamStore {

    @Override
    public Future<Appended> append(Append append, StreamSettings settings) {
        Promise<Appended> late = Promise.promise();
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> streams.append(append, settings).onComplete(late));
        return late.future();
    }

    @Override
    public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
        return streams.read(room, since, limit, reverse, settings);
    }

    @Override
    public Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
        return streams.positions(rooms);
    }
}
