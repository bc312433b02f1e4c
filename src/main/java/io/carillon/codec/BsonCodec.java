package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.io.IOException;
import org.bson.BSONException;

/** BSON (bsonspec.org): one document a binary frame. Stateless. */
final class BsonCodec implements Codec {

    @Override
    public Format format() {
        return Format.BSON;
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public ClientMessage decode(byte[] packet, Revision revision) {
        try {
            return MessageReader.read(new BsonReader(packet), revision);
        } catch (IOException | BSONException e) {
            throw new CodecException("not BSON");
        }
    }

    @Override
    public byte[] encode(ServerMessage message, Revision revision) {
        return MessageWriter.write(message, revision, new BsonWriter());
    }
}
