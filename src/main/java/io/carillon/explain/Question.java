package io.carillon.explain;

import io.carillon.message.RoomName;
import java.util.Optional;

/**
 * What somebody wants to know, of a token where there is one.
 *
 * @param room what may be done there, and what its settings are
 * @param endpoint the name of one that the token would open
 * @param user whom its user would send to
 * @param method which it would call
 */
public record Question(
        Optional<RoomName> room, Optional<String> endpoint, Optional<String> user, Optional<String> method) {

    /** Whether only a token makes an answer possible. */
    public boolean needsToken() {
        return endpoint.isPresent() || user.isPresent() || method.isPresent();
    }
}
