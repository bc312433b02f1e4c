package io.carillon.config;

import java.util.Optional;

/**
 * What holds for one room.
 *
 * @param publish who may publish
 * @param conflate what a connection gets that cannot keep up; nothing is conflated where there is a stream
 * @param stream what is kept; empty where nothing is
 * @param maxMembers so many at once in the cluster; 0 for no limit
 * @param presence what members are told of each other; empty where that is nothing
 * @param schema what data has to fit; empty where anything does
 * @param bus whether services get each message on the event bus
 */
public record RoomSettings(
        RoomConfig.Publish publish,
        Conflation conflate,
        Optional<StreamSettings> stream,
        int maxMembers,
        Optional<PresenceSettings> presence,
        Optional<SchemaName> schema,
        boolean bus) {

    /** What holds where no pattern says anything else. */
    public static final RoomSettings DEFAULT = new RoomSettings(
            RoomConfig.Publish.MEMBERS, Conflation.OFF, Optional.empty(), 0, Optional.empty(), Optional.empty(), false);

    /** Without presence and a schema, and for any number of members. */
    public RoomSettings(RoomConfig.Publish publish, Conflation conflate, Optional<StreamSettings> stream) {
        this(publish, conflate, stream, 0, Optional.empty(), Optional.empty(), false);
    }

    /**
     * What of other settings can hold for a room that is in use with these. Whether there is a stream, who is told who is there,
     * and what slow connections get, stays as it is as long as somebody is in the room.
     */
    public RoomSettings changedTo(RoomSettings next) {
        return new RoomSettings(
                next.publish,
                conflate,
                stream.isPresent() && next.stream.isPresent() ? next.stream : stream,
                next.maxMembers,
                presence,
                next.schema,
                next.bus);
    }

    static RoomSettings of(RoomConfig config) {
        Optional<StreamSettings> stream = config.stream().flatMap(StreamConfig::settings);
        return new RoomSettings(
                config.publish().orElse(DEFAULT.publish),
                stream.isPresent() ? Conflation.OFF : config.conflate().orElse(DEFAULT.conflate),
                stream,
                config.maxMembers().orElse(DEFAULT.maxMembers),
                config.presence().settings(),
                config.schema().map(SchemaConfig::name).filter(name -> !(name instanceof SchemaName.None)),
                config.bus().orElse(DEFAULT.bus));
    }
}
