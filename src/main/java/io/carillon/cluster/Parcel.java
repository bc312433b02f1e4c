package io.carillon.cluster;

import java.util.List;

/**
 * One message on the event bus. On the wire: the head (version, kind and sender, for interest the message, too), then each
 * part with its length in 4 bytes.
 *
 * @param head shared, not to be changed
 * @param parts encoded publications; shared, not to be changed
 */
record Parcel(byte[] head, List<byte[]> parts) {

    static final int VERSION = 1;
    static final int PUBLICATIONS = 1;
    static final int INTEREST = 2;

    /** The head of publications from this node, the same for all of them. */
    static byte[] publications(String from) {
        return new WireWriter(64).octet(VERSION).octet(PUBLICATIONS).text(from).toBytes();
    }

    static Parcel of(String from, InterestMessage message) {
        WireWriter writer = new WireWriter(128).octet(VERSION).octet(INTEREST).text(from);
        InterestCodec.encode(message, writer);
        return new Parcel(writer.toBytes(), List.of());
    }
}
