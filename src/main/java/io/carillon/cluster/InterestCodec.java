package io.carillon.cluster;

import io.carillon.cluster.InterestMessage.Ack;
import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Ask;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.cluster.InterestMessage.Goodbye;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.List;

/** What nodes say about their interest, as bytes: the kind in one octet, then its parts in order. Stateless. */
final class InterestCodec {

    private static final int ANNOUNCEMENT = 1;
    private static final int ACK = 2;
    private static final int ASK = 3;
    private static final int DIGEST = 4;
    private static final int GOODBYE = 5;

    private static final int FIRST = 1;
    private static final int LAST = 2;

    private InterestCodec() {}

    static void encode(InterestMessage message, WireWriter writer) {
        message.handTo(new Encoder(writer));
    }

    /** @throws WireException where it is none, whatever the bytes are */
    static InterestMessage decode(WireReader reader) {
        int kind = reader.octet();
        InterestMessage message = switch (kind) {
            case ANNOUNCEMENT -> announcement(reader);
            case ACK -> new Ack(reader.number(), reader.number());
            case ASK -> new Ask(reader.number());
            case DIGEST -> new Digest(reader.number(), reader.number(), reader.count(), reader.number());
            case GOODBYE -> new Goodbye(reader.number());
            default -> throw new WireException("unknown kind: " + kind);
        };
        reader.done();
        return message;
    }

    private static Announcement announcement(WireReader reader) {
        int flags = reader.octet();
        if ((flags & ~(FIRST | LAST)) != 0) {
            throw new WireException("unknown flags: " + flags);
        }
        return new Announcement(
                reader.number(),
                reader.number(),
                reader.number(),
                (flags & FIRST) != 0,
                (flags & LAST) != 0,
                rooms(reader),
                rooms(reader));
    }

    /** The list grows as rooms come: the count alone makes nobody allocate. */
    private static List<RoomName> rooms(WireReader reader) {
        List<RoomName> rooms = new ArrayList<>();
        for (int left = reader.count(); left > 0; left--) {
            try {
                rooms.add(new RoomName(reader.text()));
            } catch (IllegalArgumentException e) {
                throw new WireException("not a room: " + e.getMessage());
            }
        }
        return rooms;
    }

    private record Encoder(WireWriter writer) implements InterestMessage.Handler {

        @Override
        public void announcement(Announcement said) {
            writer.octet(ANNOUNCEMENT)
                    .octet((said.first() ? FIRST : 0) | (said.last() ? LAST : 0))
                    .number(said.incarnation())
                    .number(said.base())
                    .number(said.seq());
            rooms(said.entered());
            rooms(said.left());
        }

        private void rooms(List<RoomName> rooms) {
            writer.count(rooms.size());
            rooms.forEach(room -> writer.text(room.value()));
        }

        @Override
        public void ack(Ack said) {
            writer.octet(ACK).number(said.incarnation()).number(said.seq());
        }

        @Override
        public void ask(Ask said) {
            writer.octet(ASK).number(said.incarnation());
        }

        @Override
        public void digest(Digest said) {
            writer.octet(DIGEST)
                    .number(said.incarnation())
                    .number(said.seq())
                    .count(said.count())
                    .number(said.hash());
        }

        @Override
        public void goodbye(Goodbye said) {
            writer.octet(GOODBYE).number(said.incarnation());
        }
    }
}
