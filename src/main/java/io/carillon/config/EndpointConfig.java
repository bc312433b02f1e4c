package io.carillon.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A path at which clients connect, and what is spoken there.
 *
 * @param name what tokens and {@code info} call it
 * @param preset the protocol; its name is that of the default endpoint, too
 * @param path begins with {@code /}; no other endpoint has it
 * @param origins the {@code Origin}s of browsers that may connect besides the server's own; {@code *} for all
 * @param tokenInQuery whether {@code access_token} in the query is taken; it ends up in logs of proxies
 * @param compression whether permessage-deflate (RFC 7692) is agreed on with clients that offer it
 */
public record EndpointConfig(
        String name, String preset, String path, List<String> origins, boolean tokenInQuery, boolean compression) {

    /** The preset that speaks Carillon's own protocol. */
    public static final String CARILLON = "carillon";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern PATH = Pattern.compile("/[^\\s?#]*");
    private static final Pattern ORIGIN =
            Pattern.compile("\\*|[A-Za-z][A-Za-z0-9+.-]*://(\\[[0-9A-Fa-f:.]+]|[^\\s/?#:@\\[\\]]+)(:\\d{1,5})?");

    public EndpointConfig {
        Checks.that(NAME.matcher(name).matches(), "an endpoint's name is letters, digits, - and _", name);
        Checks.that(preset.equals(CARILLON), "the preset is carillon", preset);
        Checks.that(PATH.matcher(path).matches(), "a path begins with /", path);
        origins = List.copyOf(origins);
    }

    static Rule<String> names() {
        return Rule.text(
                "a name of letters, digits, - and _ (64 at most)",
                text -> NAME.matcher(text).matches());
    }

    static EndpointConfig read(String name, Section section) {
        return new EndpointConfig(
                name,
                section.value("preset", Rule.choice(List.of(CARILLON)), CARILLON),
                section.value(
                        "path",
                        Rule.text(
                                "a path that begins with /, without query",
                                text -> PATH.matcher(text).matches()),
                        "/ws"),
                section.list(
                        "origins",
                        Rule.text(
                                "* or scheme://host[:port]",
                                text -> ORIGIN.matcher(text).matches()),
                        List.of()),
                section.value("token-in-query", Rule.flag(), false),
                section.value("compression", Rule.flag(), false));
    }
}
