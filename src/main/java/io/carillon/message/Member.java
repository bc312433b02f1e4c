package io.carillon.message;

import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room, as the others see it: a connection, not a user, who may have several.
 *
 * @param connection its id
 * @param user whose it is
 * @param member what the client says about itself; null where it says nothing
 */
public record Member(
        String connection, String user, @Nullable Payload member) {}
