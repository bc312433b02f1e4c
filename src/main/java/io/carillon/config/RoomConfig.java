package io.carillon.config;

import java.util.Optional;

/**
 * What one pattern says about rooms; what it leaves open a less specific pattern may say.
 *
 * @param publish who may publish
 * @param maxMembers how many members the room may have; 0 for no limit
 */
public record RoomConfig(Optional<Publish> publish, Optional<Integer> maxMembers) {

    static final RoomConfig EMPTY = new RoomConfig(Optional.empty(), Optional.empty());

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

    public RoomConfig {
        maxMembers.ifPresent(max -> Checks.that(max >= 0, "max-members is 0 or more", max));
    }

    static RoomConfig read(Section section) {
        return new RoomConfig(
                section.optional("publish", Rule.choice(Publish.class)),
                section.optional("max-members", Rule.integer(0, Integer.MAX_VALUE)));
    }

    /** What this says and, where it is silent, what the other one says. */
    RoomConfig or(RoomConfig lessSpecific) {
        return new RoomConfig(publish.or(lessSpecific::publish), maxMembers.or(lessSpecific::maxMembers));
    }
}
