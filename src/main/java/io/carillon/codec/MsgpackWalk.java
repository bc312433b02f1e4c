package io.carillon.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageIntegerOverflowException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Walks over values to their ends without recursion, and looks at everything on the way. What is nested too deeply is
 * only counted.
 */
final class MsgpackWalk {

    private final MsgpackInput in;
    private final MessageUnpacker unpacker;
    /** Values to come on each level, keys too; the value itself is all that is on level 0. */
    private final long[] left = new long[PacketReader.DEEPEST + 1];

    private final boolean[] map = new boolean[PacketReader.DEEPEST + 1];
    private int depth;
    private @Nullable String problem;

    MsgpackWalk(MsgpackInput in) {
        this.in = in;
        this.unpacker = in.unpacker();
    }

    /** Passes over the next value; returns what is wrong with it for other formats, null where nothing is. */
    @Nullable
    String pass() throws IOException {
        problem = null;
        left[0] = 1;
        while (true) {
            while (left[depth] == 0) {
                if (depth == 0) {
                    return problem;
                }
                depth--;
            }
            one();
        }
    }

    private void one() throws IOException {
        boolean key = map[depth] && left[depth] % 2 == 0;
        left[depth]--;
        ValueType type = in.next();
        if (key) {
            note(type == ValueType.STRING ? key() : skipKey(type));
        } else {
            value(type);
        }
    }

    private @Nullable String key() throws IOException {
        return in.string().indexOf('\0') < 0 ? null : Inexpressible.NUL;
    }

    private String skipKey(ValueType type) throws IOException {
        value(type);
        return Inexpressible.NAME;
    }

    private void value(ValueType type) throws IOException {
        switch (type) {
            case ARRAY -> open(unpacker.unpackArrayHeader(), false);
            case MAP -> open(2L * unpacker.unpackMapHeader(), true);
            case STRING -> in.skipString();
            case BINARY -> in.skipBinary();
            case EXTENSION -> note(in.skipExtension());
            case INTEGER -> note(integer());
            case FLOAT -> note(Double.isFinite(unpacker.unpackDouble()) ? null : Inexpressible.NOT_FINITE);
            case BOOLEAN -> unpacker.unpackBoolean();
            case NIL -> unpacker.unpackNil();
        }
    }

    private @Nullable String integer() throws IOException {
        try {
            unpacker.unpackLong();
            return null;
        } catch (MessageIntegerOverflowException e) {
            return Inexpressible.INTEGER;
        }
    }

    private void open(long values, boolean isMap) {
        if (depth == PacketReader.DEEPEST) {
            note(Inexpressible.DEPTH);
            map[depth] = false;
            left[depth] += values; // each of them takes a byte at least: whoever announces too many runs out of packet
        } else {
            depth++;
            map[depth] = isMap;
            left[depth] = values;
        }
    }

    private void note(@Nullable String found) {
        if (problem == null) {
            problem = found;
        }
    }
}
