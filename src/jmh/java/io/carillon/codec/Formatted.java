package io.carillon.codec;

import io.carillon.Samples;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.Revision;

/** Samples in any format. */
final class Formatted {

    private Formatted() {}

    /** What a client of the format sends to publish the data. */
    static byte[] publish(Payload data, Format format) {
        return RequestWriter.write(
                new ClientMessage.Publish(new RequestId.Number(1), Samples.ROOM, data, true), format);
    }

    /** The data as a client of the format would have sent it. */
    static Payload payload(Payload data, Format format) {
        ClientMessage message = Codecs.of(format).decode(publish(data, format), Revision.V1_1);
        return ((ClientMessage.Publish) message).data();
    }
}
