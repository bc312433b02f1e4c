package io.carillon.client;

import io.carillon.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * How a client is in a room.
 *
 * @param member what it says about itself, as {@link Room#publish} takes it; null for nothing
 * @param since where it has the room's stream already, from storage for instance; null where it begins with what is new
 * @param recover whether it goes on where it was after a connection has ended
 */
public record RoomOptions(@Nullable Object member, @Nullable Position since, boolean recover) {

    /** What holds where nothing is said. */
    public static final RoomOptions DEFAULT = new RoomOptions(null, null, true);

    /** What the others see of it. */
    public RoomOptions member(Object value) {
        return new RoomOptions(value, since, recover);
    }

    /** Goes on from there. */
    public RoomOptions since(Position position) {
        return new RoomOptions(member, position, recover);
    }

    /** Begins with what is new after each connection: nothing is recovered, and nothing reported as missed. */
    public RoomOptions withoutRecovery() {
        return new RoomOptions(member, since, false);
    }
}
