package io.carillon.cluster;

import io.carillon.message.Publication;

/** A publication on its way to the node that is to hand it to its room. */
public record Forward(Publication publication) {

    /** As it travels. */
    public byte[] encode() {
        return PublicationCodec.encode(publication);
    }

    /** Throws a runtime exception where it is none, whatever the bytes are. */
    public static Forward decode(byte[] bytes) {
        return new Forward(PublicationCodec.decode(new WireReader(bytes)));
    }
}
