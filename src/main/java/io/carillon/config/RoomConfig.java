package io.carillon.config;

import java.net.URI;
import java.util.Optional;

/**
 * What one pattern says about rooms; what it leaves open a less specific pattern may say.
 *
 * @param publish who may publish
 * @param conflate what a connection gets that cannot keep up
 * @param stream what is kept
 * @param maxMembers so many at once; 0 for no limit
 * @param presence who is told who is there
 * @param schema what data has to look like
 * @param bus whether services get each message on the event bus
 */
public record RoomConfig(
        Optional<Publish> publish,
        Optional<Conflation> conflate,
        Optional<StreamConfig> stream,
        Optional<Integer> maxMembers,
        PresenceConfig presence,
        Optional<SchemaConfig> schema,
        Optional<Boolean> bus) {

    static final RoomConfig EMPTY = new RoomConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            PresenceConfig.EMPTY,
            Optional.empty(),
            Optional.empty());

    private static final int MOST_MEMBERS = 1_000_000;

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

    /**
     * @param registry where subjects of schemas are, if anywhere
     */
    static RoomConfig read(Section section, Optional<URI> registry) {
        RoomConfig read = new RoomConfig(
                section.optional("publish", Rule.choice(Publish.class)),
                section.sectionOrFlag("conflate", Conflation.OFF, Conflation::read),
                section.sectionOrFlag("stream", StreamConfig.OFF, StreamConfig::read),
                section.optional("max-members", Rule.integer(0, MOST_MEMBERS)),
                PresenceConfig.read(section),
                SchemaConfig.read(section, registry),
                section.optional("bus", Rule.flag()));
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
                maxMembers.or(lessSpecific::maxMembers),
                presence.or(lessSpecific.presence),
                schema.or(lessSpecific::schema),
                bus.or(lessSpecific::bus));
    }
}
