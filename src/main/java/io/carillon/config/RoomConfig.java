package io.carillon.config;

import java.util.Optional;

/**
 * What one pattern says about rooms; what it leaves open a less specific pattern may say.
 *
 * @param publish who may publish
 * @param conflate what a connection gets that cannot keep up
 * @param stream what is kept
 * @param presence who is told who is there
 */
public record RoomConfig(
        Optional<Publish> publish,
        Optional<Conflation> conflate,
        Optional<StreamConfig> stream,
        PresenceConfig presence) {

    static final RoomConfig EMPTY =
            new RoomConfig(Optional.empty(), Optional.empty(), Optional.empty(), PresenceConfig.EMPTY);

    /** Who may publish to a room, if the token allows it. */
    public enum Publish {
        /** Who has joined. */
        MEMBERS("members"),
        /** Everybody. */
        ANYONE("anyone"),
        /** No client at all. */
        SERVICES("services");

        private final String text;

        Publish(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static RoomConfig read(Section section) {
        RoomConfig read = new RoomConfig(
                section.optional("publish", Rule.choice(Publish.class)),
                section.sectionOrFlag("conflate", Conflation.OFF, Conflation::read),
                section.sectionOrFlag("stream", StreamConfig.OFF, StreamConfig::read),
                PresenceConfig.read(section));
        if (read.conflate.filter(Conflation::on).isPresent()
                && read.stream.filter(StreamConfig::on).isPresent()) {
            section.violation("conflate", "true beside a stream", "one of the two: what has a stream misses nothing");
        }
        return read;
    }

    /** What this says and, where it is silent, what the other one says. */
    RoomConfig or(RoomConfig lessSpecific) {
        return new RoomConfig(
                publish.or(lessSpecific::publish),
                conflate.or(lessSpecific::conflate),
                lessSpecific.stream.isPresent()
                        ? stream.map(own -> own.or(lessSpecific.stream.get())).or(lessSpecific::stream)
                        : stream,
                presence.or(lessSpecific.presence));
    }
}
