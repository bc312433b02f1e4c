package io.carillon.protocol;

import io.carillon.codec.Codec;
import io.carillon.codec.Codecs;
import io.carillon.gateway.Encoder;
import io.carillon.gateway.Message;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.util.EnumMap;
import java.util.Map;

/** What clients of one format and revision are sent; there is one of each. */
final class Wording extends Encoder {

    private static final Map<Format, Map<Revision, Wording>> ALL = all();

    private final Codec codec;
    private final Revision revision;

    private Wording(Codec codec, Revision revision) {
        this.codec = codec;
        this.revision = revision;
    }

    private static Map<Format, Map<Revision, Wording>> all() {
        Map<Format, Map<Revision, Wording>> all = new EnumMap<>(Format.class);
        for (Format format : Format.values()) {
            Map<Revision, Wording> each = new EnumMap<>(Revision.class);
            for (Revision revision : Revision.values()) {
                each.put(revision, new Wording(Codecs.of(format), revision));
            }
            all.put(format, each);
        }
        return all;
    }

    static Wording of(Dialect dialect) {
        Map<Revision, Wording> each = ALL.getOrDefault(dialect.codec().format(), Map.of());
        Wording found = each.get(dialect.revision());
        if (found == null) {
            throw new IllegalArgumentException("nobody speaks " + dialect);
        }
        return found;
    }

    @Override
    public String format() {
        return codec.format().toString();
    }

    @Override
    public String revision() {
        return revision.toString();
    }

    @Override
    public boolean knows(ServerMessage message) {
        return message.isKnownTo(revision);
    }

    @Override
    public Message encode(ServerMessage message) {
        return Message.of(codec.isText(), codec.encode(message, revision));
    }
}
