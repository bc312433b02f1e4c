package io.carillon.codec;

import io.carillon.message.Format;

/** The codec of each format. */
public final class Codecs {

    private static final Codec JSON = new JsonCodec();
    private static final Codec MSGPACK = new MsgpackCodec();
    private static final Codec BSON = new BsonCodec();

    private Codecs() {}

    public static Codec of(Format format) {
        return switch (format) {
            case JSON -> JSON;
            case MSGPACK -> MSGPACK;
            case BSON -> BSON;
        };
    }
}
