package io.carillon.config;

import io.carillon.message.JsonPointer;
import java.util.Optional;

/**
 * Whether a connection that cannot keep up with a room gets the newest message instead of being closed.
 *
 * @param on whether it does
 * @param key where in a message's data it says what the message is about, so that the newest about each is kept; empty
 *     where only the newest of all is
 */
public record Conflation(boolean on, Optional<JsonPointer> key) {

    public static final Conflation OFF = new Conflation(false, Optional.empty());

    public Conflation {
        Checks.that(on || key.isEmpty(), "only what conflates has a key", key);
    }

    static Conflation read(Section section) {
        return new Conflation(true, section.optional("key", Rule.pointer()));
    }
}
