package io.carillon;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;

/** Keeps nothing, and says so. */
final class NoStreams implements StreamStore {

    NoStreams(Cluster cluster) {}

    @Override
    public Future<Appended> append(Append append, StreamSettings settings) {
        return refused();
    }

    @Override
    public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
        return refused();
    }

    @Override
    public Future<Map<RoomName, Position>> positions(Collection<RoomName> rooms) {
        return refused();
    }

    private static <T> Future<T> refused() {
        return Future.failedFuture(new RefusedException(ErrorCode.UNAVAILABLE, "this node keeps no streams"));
    }
}
