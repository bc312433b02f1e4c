package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;

/** JSON (RFC 8259): one object a text frame. Stateless. */
public final class JsonCodec implements Codec {

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
        return JsonReader.read(packet);
    }

    @Override
    public byte[] encode(ServerMessage message, Revision revision) {
        return JsonWriter.write(message);
    }
}
