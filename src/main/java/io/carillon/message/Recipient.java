package io.carillon.message;

import org.jspecify.annotations.Nullable;

/**
 * Whom a message is for that goes past all rooms: all connections of a user, or one connection.
 *
 * @param user null where it is a connection
 * @param connection null where it is a user
 */
public record Recipient(@Nullable String user, @Nullable String connection) {

    public Recipient {
        if ((user == null) == (connection == null)) {
            throw new IllegalArgumentException("a recipient is either a user or a connection");
        }
    }

    public static Recipient user(String user) {
        return new Recipient(user, null);
    }

    public static Recipient connection(String connection) {
        return new Recipient(null, connection);
    }
}
