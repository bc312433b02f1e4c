package io.carillon.support;

import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams in the memory of one process, with what can happen to streams: lost memory, trimming, a store that fails. */
public final class MemoryStreams implements StreamStore {

    private static final AtomicInteger EPOCHS = new AtomicInteger();

    private static final class Stream {

        private final String epoch = "e" + EPOCHS.incrementAndGet();
        private final List<StoredMessage> kept = new ArrayList<>();
        private final Map<List<String>, Appended> keys = new HashMap<>();
        private long offset;

        private Position position() {
            return new Position(epoch, offset);
        }

        private long oldest() {
            return offset - kept.size() + 1;
        }
    }

    private final Map<RoomName, Stream> streams = new HashMap<>();
    private boolean failing;

    private Stream stream(RoomName room) {
        return streams.computeIfAbsent(room, name -> new Stream());
    }

    @Override
    public synchronized Future<Appended> append(Append append, StreamSettings settings) {
        if (failing) {
            return refused();
        }
        Stream stream = stream(append.room());
        List<String> key = append.key() == null
                ? null
                : List.of(String.valueOf(append.from().user()), append.key());
        Appended known = key == null ? null : stream.keys.get(key);
        if (known != null) {
            return Future.succeededFuture(new Appended(known.position(), true));
        }
        stream.offset++;
        stream.kept.add(new StoredMessage(stream.offset, append.data(), append.from(), append.time(), append.echo()));
        while (stream.kept.size() > settings.size()) {
            stream.kept.remove(0);
        }
        Appended appended = new Appended(stream.position(), false);
        if (key != null) {
            stream.keys.put(key, appended);
        }
        return Future.succeededFuture(appended);
    }

    @Override
    public synchronized Future<Slice> read(
            RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
        if (failing) {
            return refused();
        }
        Stream stream = stream(room);
        List<StoredMessage> found = new ArrayList<>(
                stream.kept.stream().filter(message -> message.offset() > since).toList());
        if (reverse) {
            Collections.reverse(found);
        }
        List<StoredMessage> page = found.subList(0, Math.min(limit, found.size()));
        return Future.succeededFuture(new Slice(stream.epoch, stream.offset, stream.oldest(), page));
    }

    @Override
    public synchronized Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
        if (failing) {
            return refused();
        }
        Map<RoomName, Optional<Position>> positions = new HashMap<>();
        rooms.forEach(room ->
                positions.put(room, Optional.ofNullable(streams.get(room)).map(Stream::position)));
        return Future.succeededFuture(positions);
    }

    private static <T> Future<T> refused() {
        return Future.failedFuture(new RefusedException(ErrorCode.UNAVAILABLE, "the store fails, as it was told to"));
    }

    /** Whether everything that is asked from now on fails. */
    public synchronized void fail(boolean on) {
        failing = on;
    }

    /** The memory of a stream is lost: it begins again, with another epoch. */
    public synchronized void lose(RoomName room) {
        streams.remove(room);
    }

    /** Messages have become too old; the newest remain. */
    public synchronized void trim(RoomName room, int remaining) {
        List<StoredMessage> kept = stream(room).kept;
        kept.subList(0, Math.max(0, kept.size() - remaining)).clear();
    }
}
