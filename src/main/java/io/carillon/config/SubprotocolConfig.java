package io.carillon.config;

import io.carillon.message.Format;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A subprotocol that an endpoint speaks (RFC 6455, section 1.9).
 *
 * @param name as clients list it; {@link #PLACEHOLDER} in it stands for {@code MAJOR} or {@code MAJOR.MINOR}
 * @param version the one of the endpoint's versions that it is; empty where the name or the query says it
 */
public record SubprotocolConfig(String name, Format format, Optional<String> version) {

    /** Stands for a version in a name. */
    public static final String PLACEHOLDER = "{version}";

    /** A token in the sense of RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    public SubprotocolConfig {
        Checks.that(isName(name), "a subprotocol's name is a token", name);
    }

    /** Whether the name itself says the version. */
    public boolean isTemplate() {
        return name.contains(PLACEHOLDER);
    }

    private static boolean isName(String text) {
        String plain = text.replaceFirst(Pattern.quote(PLACEHOLDER), "0");
        return NAME.matcher(plain).matches() && !plain.startsWith("bearer.");
    }

    /** Empty where it is not usable, which then is a violation. */
    static Optional<SubprotocolConfig> read(Section section) {
        Optional<String> name = section.required(
                "name",
                Rule.text(
                        "a token of HTTP, at most one " + PLACEHOLDER + " in it, not bearer.*",
                        SubprotocolConfig::isName));
        Optional<Format> format = section.required("format", Rule.choice(Format.class));
        Optional<String> version = section.optional("version", Rule.text());
        if (name.isPresent() && name.get().contains(PLACEHOLDER) && version.isPresent()) {
            section.violation("version", version.get(), "nothing, since the name says the version");
        }
        return name.flatMap(text -> format.map(some -> new SubprotocolConfig(text, some, version)));
    }
}
