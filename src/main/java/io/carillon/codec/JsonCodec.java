package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.io.IOException;

/** JSON (RFC 8259): one object a text frame. Stateless. */
final class JsonCodec implements Codec {

    @Override
    public Format format() {
        return Format.JSON;
    }

    @Override
    public boolean isText() {
        return true;
    }

    @Override
    public ClientMessage decode(byte[] packet, Revision revision) {
        try (JsonReader reader = new JsonReader(packet)) {
            return MessageReader.read(reader, revision);
        } catch (IOException e) {
            throw new CodecException("not JSON");
        }
    }

    @Override
    public byte[] encode(ServerMessage message, Revision revision) {
        return MessageWriter.write(message, revision, new JsonWriter());
    }
}
