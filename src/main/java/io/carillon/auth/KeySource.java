package io.carillon.auth;

import io.carillon.config.Violation;
import java.util.Optional;

/**
 * Which key, and where it stands in the configuration.
 *
 * @param source the file, variable or option, for messages
 * @param path the setting, for messages
 * @param algorithm the one algorithm that the key is used with
 * @param kid the name that tokens call it by; empty for a key that has none
 */
record KeySource(String source, String path, Algorithm algorithm, Optional<String> kid) {

    /** Where it stands, for people; never what it is. */
    String where() {
        return path + " (" + source + (kid.isPresent() ? ", kid " + kid.get() : "") + ')';
    }

    Violation violation(String member, String found, String allowed) {
        return new Violation(source, path + member, found, allowed);
    }
}
