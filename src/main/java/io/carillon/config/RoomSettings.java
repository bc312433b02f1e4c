package io.carillon.config;

/**
 * What holds for one room.
 *
 * @param publish who may publish
 * @param maxMembers how many members the room may have; 0 for no limit
 */
public record RoomSettings(RoomConfig.Publish publish, int maxMembers) {

    /** What holds where no pattern says anything else. */
    public static final RoomSettings DEFAULT = new RoomSettings(RoomConfig.Publish.MEMBERS, 0);

    static RoomSettings of(RoomConfig config) {
        return new RoomSettings(
                config.publish().orElse(DEFAULT.publish), config.maxMembers().orElse(DEFAULT.maxMembers));
    }
}
