package io.carillon.message;

/** What a successful request is answered with. */
public sealed interface Result {

    /** Nothing to tell: an empty map. */
    record Done() implements Result {}

    /** The room was entered. */
    record Joined(RoomName room) implements Result {}

    /** The server's description. */
    record Info(ServerInfo info) implements Result {}
}
