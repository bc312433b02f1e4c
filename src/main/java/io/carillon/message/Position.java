package io.carillon.message;

/**
 * A place in a stream: of a message, or of somebody who has everything up to and with it.
 *
 * @param epoch names one life of the stream; offsets of different epochs have nothing to do with each other
 * @param offset 1 for the first message, one more for each that follows; 0 before the first
 */
public record Position(String epoch, long offset) {

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is 0 or above, found: " + offset);
        }
    }
}
