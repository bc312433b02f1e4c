package io.carillon.config;

/**
 * What holds for one room.
 *
 * @param publish who may publish
 */
public record RoomSettings(RoomConfig.Publish publish) {

    /** What holds where no pattern says anything else. */
    public static final RoomSettings DEFAULT = new RoomSettings(RoomConfig.Publish.MEMBERS);

    static RoomSettings of(RoomConfig config) {
        return new RoomSettings(config.publish().orElse(DEFAULT.publish));
    }
}
