package io.carillon.gateway;

import io.carillon.codec.Codec;
import io.carillon.codec.Codecs;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;

/** What clients of the message protocol in JSON are sent. */
final class JsonMessages extends Encoder {

    private final Codec codec = Codecs.of(Format.JSON);

    @Override
    public Message encode(ServerMessage message) {
        return Message.of(true, codec.encode(message, Revision.V1_1));
    }
}
