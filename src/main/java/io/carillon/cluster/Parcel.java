package io.carillon.cluster;

import java.util.List;

/**
 * One message on the event bus. On the wire: the head (version, kind and sender; for publications and questions the
 * sender's incarnation and the parcel's number, for interest and presence the message), then each part with its length in 4
 * bytes.
 *
 * @param head shared, not to be changed
 * @param parts encoded publications, or one question or answer; shared, not to be changed
 */
record Parcel(byte[] head, List<byte[]> parts) {

    static final int VERSION = 1;
    static final int PUBLICATIONS = 1;
    static final int INTEREST = 2;
    static final int PRESENCE = 3;
    static final int QUESTION = 4;
    static final int ANSWER = 5;

    static Parcel of(String from, InterestMessage message) {
        WireWriter writer = new WireWriter(128).octet(VERSION).octet(INTEREST).text(from);
        InterestCodec.encode(message, writer);
        return new Parcel(writer.toBytes(), List.of());
    }

    static Parcel of(String from, PresenceMessage message) {
        WireWriter writer = new WireWriter(256).octet(VERSION).octet(PRESENCE).text(from);
        PresenceCodec.encode(message, writer);
        return new Parcel(writer.toBytes(), List.of());
    }
}
