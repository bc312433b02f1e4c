package io.carillon.cluster;

import io.carillon.cluster.PresenceMessage.Ask;
import io.carillon.cluster.PresenceMessage.Enough;
import io.carillon.cluster.PresenceMessage.Heard;
import io.carillon.cluster.PresenceMessage.Known;
import io.carillon.cluster.PresenceMessage.Told;
import io.carillon.cluster.PresenceMessage.Word;
import io.carillon.message.Format;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What nodes say about who is in rooms, as bytes: the kind in one octet, then its parts in order. Stateless. */
final class PresenceCodec {

    private static final int ASK = 1;
    private static final int ENOUGH = 2;
    private static final int TOLD = 3;
    private static final int HEARD = 4;

    private static final Format[] FORMATS = Format.values();
    /** In the place of a format. */
    private static final int SAYS_NOTHING = 0xff;

    private PresenceCodec() {}

    static void encode(PresenceMessage message, WireWriter writer) {
        message.handTo(new Encoder(writer));
    }

    /** @throws WireException where it is none, whatever the bytes are */
    static PresenceMessage decode(WireReader reader) {
        int kind = reader.octet();
        PresenceMessage message = switch (kind) {
            case ASK -> new Ask(reader.number(), reader.number(), list(reader, in -> new Known(room(in), in.number())));
            case ENOUGH -> new Enough(reader.number(), list(reader, PresenceCodec::room));
            case TOLD -> new Told(reader.number(), reader.number(), reader.number(), list(reader, PresenceCodec::word));
            case HEARD -> new Heard(reader.number(), reader.number());
            default -> throw new WireException("unknown kind: " + kind);
        };
        reader.done();
        return message;
    }

    /** The list grows as things come: the count alone makes nobody allocate. */
    private static <T> List<T> list(WireReader reader, Function<WireReader, T> one) {
        List<T> all = new ArrayList<>();
        for (int left = reader.count(); left > 0; left--) {
            all.add(one.apply(reader));
        }
        return all;
    }

    private static RoomName room(WireReader reader) {
        try {
            return new RoomName(reader.text());
        } catch (IllegalArgumentException e) {
            throw new WireException("not a room: " + e.getMessage());
        }
    }

    private static Word word(WireReader reader) {
        return new Word(
                room(reader),
                reader.number(),
                reader.number(),
                reader.count(),
                reader.octet() != 0,
                list(reader, PresenceCodec::member),
                list(reader, WireReader::text));
    }

    private static Member member(WireReader reader) {
        String connection = reader.text();
        String user = reader.text();
        int format = reader.octet();
        if (format == SAYS_NOTHING) {
            return new Member(connection, user, null);
        }
        if (format >= FORMATS.length) {
            throw new WireException("unknown format: " + format);
        }
        return new Member(connection, user, Payload.of(FORMATS[format], reader.bytes()));
    }

    private record Encoder(WireWriter writer) implements PresenceMessage.Handler {

        @Override
        public void ask(Ask said) {
            writer.octet(ASK)
                    .number(said.incarnation())
                    .number(said.number())
                    .count(said.rooms().size());
            said.rooms().forEach(known -> writer.text(known.room().value()).number(known.version()));
        }

        @Override
        public void enough(Enough said) {
            writer.octet(ENOUGH).number(said.incarnation()).count(said.rooms().size());
            said.rooms().forEach(room -> writer.text(room.value()));
        }

        @Override
        public void told(Told said) {
            writer.octet(TOLD)
                    .number(said.incarnation())
                    .number(said.number())
                    .number(said.answers())
                    .count(said.words().size());
            said.words().forEach(this::word);
        }

        private void word(Word word) {
            writer.text(word.room().value())
                    .number(word.base())
                    .number(word.version())
                    .count(word.from())
                    .octet(word.last() ? 1 : 0)
                    .count(word.joined().size());
            word.joined().forEach(this::member);
            writer.count(word.left().size());
            word.left().forEach(writer::text);
        }

        private void member(Member member) {
            writer.text(member.connection()).text(member.user());
            Payload says = member.member();
            if (says == null) {
                writer.octet(SAYS_NOTHING);
            } else {
                writer.octet(says.format().ordinal()).bytes(says.bytes());
            }
        }

        @Override
        public void heard(Heard said) {
            writer.octet(HEARD).number(said.incarnation()).number(said.number());
        }
    }
}
