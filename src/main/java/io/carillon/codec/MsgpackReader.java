package io.carillon.codec;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageIntegerOverflowException;
import org.msgpack.value.ValueType;

/** Reads one MessagePack map. */
final class MsgpackReader implements PacketReader {

    private final byte[] packet;
    private final MsgpackInput in;
    private final MsgpackWalk walk;
    /** Entries to come in each map and list that was entered: those of a history's messages are the deepest. */
    private final int[] left = new int[8];

    private int depth;

    MsgpackReader(byte[] packet) {
        this.packet = packet;
        this.in = new MsgpackInput(packet);
        this.walk = new MsgpackWalk(in);
    }

    @Override
    public boolean enter() throws IOException {
        if (in.next() != ValueType.MAP) {
            return false;
        }
        left[++depth] = in.unpacker().unpackMapHeader();
        return true;
    }

    @Override
    public @Nullable String next() throws IOException {
        while (left[depth] > 0) {
            left[depth]--;
            if (in.next() == ValueType.STRING) {
                return in.string();
            }
            skip(); // the name, which is none of ours
            skip();
        }
        depth--;
        return null;
    }

    @Override
    public boolean enterList() throws IOException {
        if (in.next() != ValueType.ARRAY) {
            return false;
        }
        left[++depth] = in.unpacker().unpackArrayHeader();
        return true;
    }

    @Override
    public boolean element() {
        if (left[depth] > 0) {
            left[depth]--;
            return true;
        }
        depth--;
        return false;
    }

    @Override
    public Object scalar() throws IOException {
        return switch (in.next()) {
            case STRING -> in.string();
            case INTEGER -> integer();
            case FLOAT -> Properties.number(in.unpacker().unpackDouble());
            case BOOLEAN -> in.unpacker().unpackBoolean();
            case NIL -> skipped("null");
            case BINARY -> skipped("a binary value");
            case ARRAY -> skipped("a list");
            case MAP -> skipped("a map");
            case EXTENSION -> skipped("an extension type");
        };
    }

    private Object integer() throws IOException {
        try {
            return in.unpacker().unpackLong();
        } catch (MessageIntegerOverflowException e) {
            return new Properties.Other("an integer beyond 64 bits");
        }
    }

    private Properties.Other skipped(String what) throws IOException {
        skip();
        return new Properties.Other(what);
    }

    @Override
    public Value value() throws IOException {
        int start = in.position();
        @Nullable String problem = walk.pass();
        return new Value(Payload.of(Format.MSGPACK, Arrays.copyOfRange(packet, start, in.position())), problem);
    }

    @Override
    public void skip() throws IOException {
        walk.pass();
    }

    @Override
    public void end() {
        if (in.position() != packet.length) {
            throw new CodecException("more than one MessagePack value");
        }
    }
}
