package io.carillon.codec;

import io.carillon.message.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one message as a format's reader found them, in whatever order, not checked yet. Each holds a {@link
 * String}, {@link Long}, {@link Boolean}, an {@link Other}, or null where it was absent; some are whole values.
 */
final class Properties {

    /** A value of a kind that no property of ours has; the text says which, for the reason. */
    record Other(String what) {}

    /** A place in a stream: a map within the message. */
    static final class Position {
        @Nullable
        Object epoch;

        @Nullable
        Object offset;
    }

    @Nullable
    Object type;

    @Nullable
    Object id;

    @Nullable
    Object room;

    @Nullable
    Object user;

    @Nullable
    Object connection;

    PacketReader.@Nullable Value data;

    @Nullable
    Object echo;

    @Nullable
    Object key;

    PacketReader.@Nullable Value member;

    /** A {@link Position}, where it is a map. */
    @Nullable
    Object recover;

    @Nullable
    Object since;

    @Nullable
    Object limit;

    @Nullable
    Object reverse;

    @Nullable
    Object token;

    @Nullable
    Object method;

    /**
     * A number of a format in which integers may come as doubles: JavaScript's BSON library writes those so that need
     * more than 32 bits.
     */
    static Object number(double value) {
        if (Math.rint(value) == value && Math.abs(value) <= RequestId.LARGEST) {
            return (long) value;
        }
        return new Other("a number that is no integer up to 2^53-1 either way");
    }
}
