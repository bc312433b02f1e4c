package io.carillon.cluster;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;

/**
 * A publication as it travels between nodes. Hot path: encoded once, however many nodes get it. Stateless.
 *
 * <p>Flags for what is there (1 octet), the format's place in {@link Format} (1; so a new format comes last there), time
 * (8), room, payload, then those of user, connection, service and exception that the flags name.
 */
final class PublicationCodec {

    private static final int USER = 1;
    private static final int CONNECTION = 2;
    private static final int SERVICE = 4;
    private static final int EXCEPT = 8;
    private static final int KNOWN = USER | CONNECTION | SERVICE | EXCEPT;

    private static final Format[] FORMATS = Format.values();
    /** More than the strings of most publications. */
    private static final int USUAL = 160;

    private PublicationCodec() {}

    static byte[] encode(Publication publication) {
        Sender from = publication.from();
        Payload data = publication.data();
        int flags = (from.user() == null ? 0 : USER)
                | (from.connection() == null ? 0 : CONNECTION)
                | (from.service() == null ? 0 : SERVICE)
                | (publication.except() == null ? 0 : EXCEPT);
        return new WireWriter(data.bytes().length + USUAL)
                .octet(flags)
                .octet(data.format().ordinal())
                .number(publication.time())
                .text(publication.room().value())
                .bytes(data.bytes())
                .optional(from.user())
                .optional(from.connection())
                .optional(from.service())
                .optional(publication.except())
                .toBytes();
    }

    /** @throws WireException where it is none, whatever the bytes are */
    static Publication decode(WireReader reader) {
        int flags = reader.octet();
        if ((flags & ~KNOWN) != 0) {
            throw new WireException("unknown flags: " + flags);
        }
        Format format = format(reader.octet());
        long time = reader.number();
        String room = reader.text();
        Payload data = Payload.of(format, reader.bytes());
        String user = reader.optional((flags & USER) != 0);
        String connection = reader.optional((flags & CONNECTION) != 0);
        String service = reader.optional((flags & SERVICE) != 0);
        String except = reader.optional((flags & EXCEPT) != 0);
        reader.done();
        try {
            return new Publication(new RoomName(room), data, new Sender(user, connection, service), time, except);
        } catch (IllegalArgumentException e) {
            throw new WireException("not a publication: " + e.getMessage());
        }
    }

    private static Format format(int place) {
        if (place >= FORMATS.length) {
            throw new WireException("unknown format: " + place);
        }
        return FORMATS[place];
    }
}
