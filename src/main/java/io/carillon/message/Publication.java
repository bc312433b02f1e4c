package io.carillon.message;

import org.jspecify.annotations.Nullable;

/**
 * One message of a room on its way to the members.
 *
 * @param time when it was accepted, in ms since 1970
 * @param except the one connection that is not to receive it
 * @param position its place in the room's stream; null where the room has none
 * @param trace what it is a part of; null where nobody keeps that
 * @param accepted the same moment as {@link System#nanoTime} had it on the node that accepted it, and 0 on all others: for
 *     measuring, and never sent
 */
public record Publication(
        RoomName room,
        Payload data,
        Sender from,
        long time,
        @Nullable String except,
        @Nullable Position position,
        @Nullable TraceParent trace,
        long accepted) {

    /** On its way from another node. */
    public Publication(
            RoomName room,
            Payload data,
            Sender from,
            long time,
            @Nullable String except,
            @Nullable Position position,
            @Nullable TraceParent trace) {
        this(room, data, from, time, except, position, trace, 0);
    }

    /** On its way from another node, and of which nobody keeps a trace. */
    public Publication(
            RoomName room, Payload data, Sender from, long time, @Nullable String except, @Nullable Position position) {
        this(room, data, from, time, except, position, null, 0);
    }

    /** The same as a part of something else. */
    public Publication in(@Nullable TraceParent other) {
        return new Publication(room, data, from, time, except, position, other, accepted);
    }

    /** In a room without a stream. */
    public Publication(RoomName room, Payload data, Sender from, long time, @Nullable String except) {
        this(room, data, from, time, except, null);
    }
}
