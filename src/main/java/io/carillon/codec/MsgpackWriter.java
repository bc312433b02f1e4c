package io.carillon.codec;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.time.Instant;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Writes one MessagePack map, every value in its shortest form. */
final class MsgpackWriter implements PacketWriter {

    /** More than most messages need, and much less than the library takes by itself. */
    private static final MessagePack.PackerConfig CONFIG = new MessagePack.PackerConfig().withBufferSize(512);

    private final MessageBufferPacker packer = CONFIG.newBufferPacker();

    @Override
    public void startMap(int entries) throws IOException {
        packer.packMapHeader(entries);
    }

    @Override
    public void endMap() {
        // its header said where it ends
    }

    @Override
    public void startList(int elements) throws IOException {
        packer.packArrayHeader(elements);
    }

    @Override
    public void endList() {
        // its header said where it ends
    }

    @Override
    public void name(String name) throws IOException {
        packer.packString(name);
    }

    @Override
    public void string(String value) throws IOException {
        packer.packString(value);
    }

    @Override
    public void integer(long value) throws IOException {
        packer.packLong(value);
    }

    @Override
    public void number(double value) throws IOException {
        packer.packDouble(value);
    }

    @Override
    public void bool(boolean value) throws IOException {
        packer.packBoolean(value);
    }

    @Override
    public void nothing() throws IOException {
        packer.packNil();
    }

    @Override
    public void binary(byte[] value) throws IOException {
        packer.packBinaryHeader(value.length);
        packer.writePayload(value);
    }

    @Override
    public void time(Instant value) throws IOException {
        packer.packTimestamp(value);
    }

    @Override
    public void payload(Payload payload) throws IOException {
        if (payload.format() == Format.MSGPACK) {
            packer.writePayload(payload.bytes());
        } else {
            translate(payload);
        }
    }

    @Override
    public byte[] toBytes() throws IOException {
        packer.close();
        return packer.toByteArray();
    }
}
