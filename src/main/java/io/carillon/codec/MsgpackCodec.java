package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.io.IOException;
import org.msgpack.core.MessagePackException;

/** MessagePack (msgpack.org): one map a binary frame. Stateless. */
final class MsgpackCodec implements Codec {

    @Override
    public Format format() {
        return Format.MSGPACK;
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public ClientMessage decode(byte[] packet, Revision revision) {
        try {
            return MessageReader.read(new MsgpackReader(packet), revision);
        } catch (IOException | MessagePackException e) {
            throw new CodecException("not MessagePack");
        }
    }

    @Override
    public byte[] encode(ServerMessage message, Revision revision) {
        return MessageWriter.write(message, revision, new MsgpackWriter());
    }
}
