package io.carillon.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Writes one JSON object in UTF-8. What JSON has no kind of value for is a string: base64, or ISO 8601. */
final class JsonWriter implements PacketWriter {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Begins in a buffer of the thread, which gets it back with the packet. */
    private final ByteArrayBuilder bytes = new ByteArrayBuilder(FACTORY._getBufferRecycler());

    private final JsonGenerator json;

    JsonWriter() {
        try {
            json = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
    }

    @Override
    public void startMap(int entries) throws IOException {
        json.writeStartObject();
    }

    @Override
    public void endMap() throws IOException {
        json.writeEndObject();
    }

    @Override
    public void startList(int elements) throws IOException {
        json.writeStartArray();
    }

    @Override
    public void endList() throws IOException {
        json.writeEndArray();
    }

    @Override
    public void name(String name) throws IOException {
        json.writeFieldName(name);
    }

    @Override
    public void string(String value) throws IOException {
        json.writeString(value);
    }

    @Override
    public void integer(long value) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void number(double value) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void bool(boolean value) throws IOException {
        json.writeBoolean(value);
    }

    @Override
    public void nothing() throws IOException {
        json.writeNull();
    }

    @Override
    public void binary(byte[] value) throws IOException {
        json.writeBinary(value);
    }

    @Override
    public void time(Instant value) throws IOException {
        json.writeString(value.toString());
    }

    @Override
    public void payload(Payload payload) throws IOException {
        if (payload.format() == Format.JSON) {
            json.writeRawValue(new RawJson(payload.bytes()));
        } else {
            translate(payload);
        }
    }

    @Override
    public byte[] toBytes() throws IOException {
        json.close();
        return bytes.getClearAndRelease();
    }
}
