package io.carillon.client;

import java.time.Duration;

/**
 * Something is going to happen to the connection. The client does by itself what can be done.
 *
 * @param event {@code draining}, the node stops; {@code expiring}, the token does
 * @param in how long that is from now
 */
public record Notice(String event, Duration in) {

    static final String DRAINING = "draining";
    static final String EXPIRING = "expiring";
}
