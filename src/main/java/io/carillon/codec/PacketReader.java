package io.carillon.codec;

import io.carillon.message.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One packet of one format, read from front to back: the half of reading a message that differs from format to format.
 * There is a current value, at first the packet's own; each has to be entered or read before the next. Not thread-safe.
 *
 * <p>Packets are a stranger's. An implementer takes memory and stack in proportion to the bytes that are there, never to
 * what they announce, and looks at every byte, also of what is passed over. It throws {@link CodecException}, {@link
 * IOException} or what its library throws where the packet cannot be decoded; the codec knows which.
 */
interface PacketReader {

    /** The deepest nesting of a value; the value itself, where it is a map or a list, counts as 1. */
    int DEEPEST = 64;

    /**
     * A value as the bytes that it was.
     *
     * @param problem why it cannot be taken, since not every format could express it; null where it can
     */
    record Value(Payload payload, @Nullable String problem) {}

    /** Enters the current value where it is a map; otherwise reads nothing. */
    boolean enter() throws IOException;

    /**
     * Goes on in the map that was entered last; the value becomes the current one. Names that are no strings are passed
     * over together with their values.
     *
     * @return the name; null where the map is at its end, and left
     */
    @Nullable
    String next() throws IOException;

    /** Enters the current value where it is a list; otherwise reads nothing. */
    boolean enterList() throws IOException;

    /**
     * Goes on in the list that was entered last; the element becomes the current value.
     *
     * @return whether there is one; otherwise the list is at its end, and left
     */
    boolean element() throws IOException;

    /** Reads the current value as one of those that {@link Properties} holds. */
    Object scalar() throws IOException;

    /** Reads the current value, whatever it is, and checks it. */
    Value value() throws IOException;

    /** Passes over the current value. */
    void skip() throws IOException;

    /** Checks that nothing follows. */
    void end() throws IOException;
}
