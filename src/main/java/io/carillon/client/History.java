package io.carillon.client;

import io.carillon.message.Position;
import java.util.List;

/**
 * A part of a room's stream.
 *
 * @param position of its newest message
 * @param oldest offset of the oldest message that is kept; one more than the newest where none is
 * @param messages in the order that was asked for
 */
public record History(Position position, long oldest, List<RoomMessage> messages) {

    /** Keeps a copy of the list. */
    public History {
        messages = List.copyOf(messages);
    }

    /**
     * What to ask for.
     *
     * @param since the offset after which it begins, or ends where it is in reverse
     * @param limit the most messages, up to 1000; 0 for the position alone
     * @param reverse whether the newest come first
     */
    public record Query(long since, int limit, boolean reverse) {

        /** The oldest hundred. */
        public static final Query OLDEST = new Query(0, 100, false);

        /** What follows an offset, in its order. */
        public static Query since(long offset) {
            return new Query(offset, OLDEST.limit, false);
        }

        /** The newest ones, the last one first. */
        public static Query newest(int limit) {
            return new Query(0, limit, true);
        }
    }
}
