package io.carillon.message;

import org.jspecify.annotations.Nullable;

/**
 * One message of a room on its way to the members.
 *
 * @param time when it was accepted, in ms since 1970
 * @param except the one connection that is not to receive it
 * @param position its place in the room's stream; null where the room has none
 */
public record Publication(
        RoomName room,
        Payload data,
        Sender from,
        long time,
        @Nullable String except,
        @Nullable Position position) {

    /** In a room without a stream. */
    public Publication(RoomName room, Payload data, Sender from, long time, @Nullable String except) {
        this(room, data, from, time, except, null);
    }
}
