package io.carillon.cluster;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.TraceParent;

/**
 * A publication as it travels between nodes. Hot path: encoded once, however many nodes get it. Stateless.
 *
 * <p>Flags for what is there (1 octet), the format's place in {@link Format} (1; so a new format comes last there), time
 * (8), room, payload, then those of user, connection, service, exception, epoch and offset, and traceparent and tracestate
 * that the flags name. A trace is there only where somebody keeps it: nodes without that flag read nothing of such a parcel.
 */
final class PublicationCodec {

    private static final int USER = 1;
    private static final int CONNECTION = 2;
    private static final int SERVICE = 4;
    private static final int EXCEPT = 8;
    private static final int POSITION = 16;
    private static final int TRACE = 32;
    private static final int KNOWN = USER | CONNECTION | SERVICE | EXCEPT | POSITION | TRACE;

    private static final Format[] FORMATS = Format.values();
    /** More than the strings of most publications. */
    private static final int USUAL = 160;

    private PublicationCodec() {}

    static byte[] encode(Publication publication) {
        Sender from = publication.from();
        Payload data = publication.data();
        Position position = publication.position();
        TraceParent trace = publication.trace();
        int flags = (from.user() == null ? 0 : USER)
                | (from.connection() == null ? 0 : CONNECTION)
                | (from.service() == null ? 0 : SERVICE)
                | (publication.except() == null ? 0 : EXCEPT)
                | (position == null ? 0 : POSITION)
                | (trace == null ? 0 : TRACE);
        WireWriter out = new WireWriter(data.bytes().length + USUAL)
                .octet(flags)
                .octet(data.format().ordinal())
                .number(publication.time())
                .text(publication.room().value())
                .bytes(data.bytes())
                .optional(from.user())
                .optional(from.connection())
                .optional(from.service())
                .optional(publication.except());
        if (position != null) {
            out.text(position.epoch()).number(position.offset());
        }
        if (trace != null) {
            out.text(trace.text()).text(trace.state() == null ? "" : trace.state());
        }
        return out.toBytes();
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
        String epoch = reader.optional((flags & POSITION) != 0);
        long offset = epoch == null ? 0 : reader.number();
        String parent = reader.optional((flags & TRACE) != 0);
        String state = parent == null ? "" : reader.text();
        reader.done();
        try {
            Position position = epoch == null ? null : new Position(epoch, offset);
            TraceParent trace = parent == null ? null : new TraceParent(parent, state, false);
            return new Publication(
                    new RoomName(room), data, new Sender(user, connection, service), time, except, position, trace);
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
