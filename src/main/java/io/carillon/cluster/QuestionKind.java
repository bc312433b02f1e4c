package io.carillon.cluster;

import org.jspecify.annotations.Nullable;

/** What nodes ask each other ({@link Questions}). The number is what travels; it is never given to another kind. */
public enum QuestionKind {
    /** To hand a message to connections: a {@link Letter}; answered with how many there were. */
    DELIVER(1),
    /** Whose connection an id is: the id in UTF-8; answered with the user, or with nothing. */
    WHOSE(2),
    /** To close connections: a {@link Dismissal}; answered with how many there were. */
    CLOSE(3),
    /** To say anew which places its connections have ({@link Places}); answered with nothing. */
    SETTLE(4),
    /** To hand a message to all connections but some: a {@link Circular}; answered with how many there were. */
    BROADCAST(5),
    /** To put connections into a room, take them out of rooms or close them; what and how is the hub's. */
    USHER(6),
    /** Which connections there are, a page of them; how it is said is the hub's. */
    CONNECTIONS(7),
    /** In which rooms there are members, a page of them; how it is said is the hub's. */
    ROOMS(8),
    /** To hand a message to its room: a {@link Forward}; answered with nothing, when it was done. */
    PUBLISH(9),
    /** Nothing: how long it takes until the answer, which is nothing, is here ({@link RoundTrips}). */
    PING(10),
    /** How the nodes are, and have been for some minutes; how it is said is the overview's. */
    NODES(11),
    /** What goes on in rooms, a part of them; how it is said is the hub's. */
    ROOM_ACTIVITY(12),
    /** Which connections there are or were, as a page of them; how it is said is the hub's. */
    SEARCH(13),
    /** What is known of a connection: its id in UTF-8; answered with JSON, or with nothing. */
    INSPECT(14),
    /** To remember connections of a node that stops: JSON; answered with how many. */
    BEQUEST(15);

    private static final QuestionKind[] ALL = values();

    private final int number;

    QuestionKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Null where there is none with this number, as far as this node knows. */
    static @Nullable QuestionKind of(int number) {
        for (QuestionKind kind : ALL) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }
}
