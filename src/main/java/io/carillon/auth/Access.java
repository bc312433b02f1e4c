package io.carillon.auth;

import io.carillon.config.RoomConfig;
import io.carillon.config.RoomSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;

/**
 * Whether something may be done in a room, and what a client is told where it may not. Whoever decides this asks here, and so does
 * whoever explains it. Deciding takes some lookups and makes nothing; any thread.
 */
public enum Access {
    /** It may. */
    ALLOWED(ErrorCode.INTERNAL),
    /** The room is the server's own. */
    RESERVED(ErrorCode.FORBIDDEN),
    /** No rule that the token goes by has the verb for this room. */
    NOT_GRANTED(ErrorCode.FORBIDDEN),
    /** The room's setting {@code publish} is {@code services}. */
    SERVICES_ONLY(ErrorCode.FORBIDDEN),
    /** The room's setting {@code publish} is {@code members}, and the connection is none. */
    MEMBERS_ONLY(ErrorCode.NOT_JOINED),
    /** The room's setting {@code presence} is off. */
    NO_PRESENCE(ErrorCode.NOT_FOUND),
    /** The room's setting {@code stream} is off. */
    NO_STREAM(ErrorCode.NOT_FOUND);

    private final ErrorCode code;

    Access(ErrorCode code) {
        this.code = code;
    }

    /** What the token says of a room, and the room's name. Everybody may join {@code $server}. */
    public static Access granted(Grant grant, Verb verb, RoomName room) {
        if (room.isReserved()) {
            return verb == Verb.JOIN && room.equals(RoomName.SERVER) ? ALLOWED : RESERVED;
        }
        return grant.allows(verb, room) ? ALLOWED : NOT_GRANTED;
    }

    /**
     * What the settings of a room say, whatever the token does.
     *
     * @param member whether who asks has joined
     */
    public static Access offered(Verb verb, RoomSettings room, boolean member) {
        return switch (verb) {
            case JOIN -> ALLOWED;
            case PUBLISH -> publishing(room.publish(), member);
            case MEMBERS -> room.presence().isPresent() ? ALLOWED : NO_PRESENCE;
            case HISTORY -> room.stream().isPresent() ? ALLOWED : NO_STREAM;
        };
    }

    private static Access publishing(RoomConfig.Publish publishers, boolean member) {
        return switch (publishers) {
            case ANYONE -> ALLOWED;
            case MEMBERS -> member ? ALLOWED : MEMBERS_ONLY;
            case SERVICES -> SERVICES_ONLY;
        };
    }

    /** What services are told that may do everything, but not in the server's own rooms. */
    public static void refuseReserved(RoomName room) {
        if (room.isReserved()) {
            throw RESERVED.refusal(Verb.JOIN, room);
        }
    }

    public boolean isAllowed() {
        return this == ALLOWED;
    }

    /** @throws RefusedException where it may not be done, with what the client is told */
    public void orRefuse(Verb verb, RoomName room) {
        if (this != ALLOWED) {
            throw refusal(verb, room);
        }
    }

    /** What the client is told. */
    public RefusedException refusal(Verb verb, RoomName room) {
        return new RefusedException(code, words(verb, room));
    }

    /** The reason, in the words that the client is told. */
    public String words(Verb verb, RoomName room) {
        return switch (this) {
            case ALLOWED -> verb + " is allowed in the room " + room;
            case RESERVED -> "the room " + room + " belongs to the server";
            case NOT_GRANTED -> "the token does not allow " + verb + " in the room " + room;
            case SERVICES_ONLY -> "only services publish to the room " + room;
            case MEMBERS_ONLY -> "only members publish to the room " + room;
            case NO_PRESENCE -> "the room " + room + " has no presence";
            case NO_STREAM -> "the room " + room + " has no stream";
        };
    }

    // ---- beside rooms

    /** What a client is told whose token does not {@linkplain Grant#allowsEndpoint allow} an endpoint. */
    public static String noEndpoint(String endpoint) {
        return "the token does not allow the endpoint " + endpoint;
    }

    /** What a client is told whose token does not {@linkplain Grant#allowsSend allow} to send to a user. */
    public static String noSend() {
        return "the token does not allow send to this user";
    }

    /** What a client is told whose token does not {@linkplain Grant#allowsCall allow} to call a method. */
    public static String noCall() {
        return "the token does not allow to call this method";
    }
}
