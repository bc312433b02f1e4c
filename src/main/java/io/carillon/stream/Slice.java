package io.carillon.stream;

import java.util.List;

/**
 * A part of a stream, and how the stream was when it was read.
 *
 * @param epoch which life of the stream
 * @param offset of its newest message; 0 where there was none yet
 * @param oldest offset of the oldest message that is kept; {@code offset + 1} where none is
 * @param messages without a gap, in ascending order, or in descending order where that was asked for
 */
public record Slice(String epoch, long offset, long oldest, List<StoredMessage> messages) {

    public Slice {
        messages = List.copyOf(messages);
    }
}
