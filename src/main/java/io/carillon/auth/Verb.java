package io.carillon.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a token may allow its user to do in a room. */
public enum Verb {
    JOIN,
    PUBLISH,
    MEMBERS,
    HISTORY;

    /** Every verb as tokens write it, for messages. */
    static final String NAMES = Arrays.stream(values()).map(Verb::toString).collect(Collectors.joining(", "));

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The verb that a token writes so; case matters. */
    public static Optional<Verb> of(String text) {
        return Arrays.stream(values()).filter(verb -> verb.text.equals(text)).findFirst();
    }

    /** The verb as tokens write it: {@code join}. */
    @Override
    public String toString() {
        return text;
    }
}
