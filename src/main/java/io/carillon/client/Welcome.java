package io.carillon.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server says first.
 *
 * @param connection this connection's id
 * @param user whose token it was opened with
 * @param node the node that has the connection
 * @param revision the protocol's, as {@code 1.1}
 * @param interval the longest time between two pings of the server
 * @param timeout how long an answer to one may take
 * @param messageLimit the largest message that the server takes, in bytes
 * @param roomLimit how many rooms the connection may be in
 * @param expires when the token does, in ms since 1970; null where it never does
 */
public record Welcome(
        String connection,
        String user,
        String node,
        String revision,
        Duration interval,
        Duration timeout,
        long messageLimit,
        long roomLimit,
        @Nullable Long expires) {

    /** With a new token. */
    Welcome expires(@Nullable Long time) {
        return new Welcome(connection, user, node, revision, interval, timeout, messageLimit, roomLimit, time);
    }
}
