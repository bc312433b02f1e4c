package io.carillon.cluster;

import io.carillon.config.StreamSettings;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.TraceParent;
import io.carillon.stream.Slice;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams of the cluster's rooms: one place for each, which gives offsets and keeps the newest messages. Any thread;
 * futures complete on the caller's context, and fail with a {@link io.carillon.message.RefusedException}: {@code
 * unavailable} where the store cannot be reached in time, or this node is on the smaller side of a divided cluster.
 */
public interface StreamStore {

    /**
     * What is to be stored.
     *
     * @param key the publisher's idempotency key; null where it has none
     * @param time when it was accepted, in ms since 1970
     * @param echo whether the connection that it is from receives it, too
     * @param trace what this is a part of, or refers to; not stored. Null for nothing
     */
    record Append(
            RoomName room,
            Payload data,
            Sender from,
            @Nullable String key,
            long time,
            boolean echo,
            @Nullable TraceParent trace) {

        public Append(RoomName room, Payload data, Sender from, @Nullable String key, long time, boolean echo) {
            this(room, data, from, key, time, echo, null);
        }

        /** One that everybody receives. */
        public Append(RoomName room, Payload data, Sender from, @Nullable String key, long time) {
            this(room, data, from, key, time, true);
        }

        /** The same as a part of something else. */
        public Append in(@Nullable TraceParent other) {
            return new Append(room, data, from, key, time, echo, other);
        }
    }

    /**
     * Where it was stored.
     *
     * @param duplicate whether the same user had stored it before with the same key; the position is that of the first time
     */
    record Appended(Position position, boolean duplicate) {}

    /** Hears of what was stored after all. */
    interface Late {

        /** Any thread; must not block. */
        void stored(Append append, Appended appended);
    }

    /**
     * Has somebody hear of appends that were given up, since nobody answered in time, and were done all the same; once of
     * each, while this node runs. Without it nobody hears of them.
     */
    default void onLate(Late listener) {}

    /**
     * Stores a message; completes when as many nodes have it as are configured, or all where there are fewer.
     *
     * <p>What one node hands in for one room is stored in the order in which it was handed in, whether or not answers were
     * waited for, and whatever happens to nodes and partitions meanwhile; what one thread hands in is in its order. Futures of
     * one context complete in that order, too, but for those that fail because their time is over. What other nodes append may be
     * anywhere in between.
     *
     * <p>Each has 5 s from being handed in. What has failed may have been stored nevertheless, as nobody knows what became of
     * it, unless it had not been sent yet. It is then in its place, or it comes before anything that was handed in later: once
     * something that was handed in later is stored, it never will be. What was handed in later is not held back by it: who
     * wants no gap has to wait for answers, and who tries again does so with a key.
     */
    Future<Appended> append(Append append, StreamSettings settings);

    /**
     * Reads a part of a stream; one that was never written to is empty, and from then on has an epoch.
     *
     * @param since exclusive; 0 for the beginning
     * @param limit of messages; 0 for the position alone. Fewer come where they are long: some 512 KiB at a time
     * @param reverse the newest first, down to {@code since}
     */
    Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings);

    /**
     * The newest positions of streams, all at once: empty where there is no such stream; those whose owners did not answer
     * are left out.
     */
    Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms);
}
