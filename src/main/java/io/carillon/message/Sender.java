package io.carillon.message;

import org.jspecify.annotations.Nullable;

/**
 * Who said something: a user, mostly through one of its connections, or a service.
 *
 * @param user the token's subject; null where a service speaks for itself
 * @param connection the connection that published; null where it was no connection
 * @param service the way in that was used where there is no user
 */
public record Sender(
        @Nullable String user,
        @Nullable String connection,
        @Nullable String service) {

    public Sender {
        if ((user == null) == (service == null)) {
            throw new IllegalArgumentException("a sender is either a user or a service");
        }
    }

    public static Sender user(String user, String connection) {
        return new Sender(user, connection, null);
    }

    /** A user for whom a service speaks. */
    public static Sender user(String user) {
        return new Sender(user, null, null);
    }

    public static Sender service(String service) {
        return new Sender(null, null, service);
    }
}
