package io.carillon.config;

/**
 * What holds for one room.
 *
 * @param publish who may publish
 * @param conflate what a connection gets that cannot keep up
 */
public record RoomSettings(RoomConfig.Publish publish, Conflation conflate) {

    /** What holds where no pattern says anything else. */
    public static final RoomSettings DEFAULT = new RoomSettings(RoomConfig.Publish.MEMBERS, Conflation.OFF);

    static RoomSettings of(RoomConfig config) {
        return new RoomSettings(
                config.publish().orElse(DEFAULT.publish), config.conflate().orElse(DEFAULT.conflate));
    }
}
