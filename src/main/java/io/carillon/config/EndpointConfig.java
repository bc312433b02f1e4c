package io.carillon.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A path at which clients connect, and what is spoken there.
 *
 * @param name what tokens and {@code info} call it
 * @param path begins with {@code /}; {@code :name} stands for any one segment; no other endpoint has it
 * @param protocol the subprotocols, their formats and versions
 * @param origins the {@code Origin}s of browsers that may connect besides the server's own; {@code *} for all
 * @param tokenInQuery whether {@code access_token} in the query is taken; it ends up in logs of proxies
 * @param compression whether permessage-deflate (RFC 7692) is agreed on where the client offers it
 * @param keepAlive how lost connections are found
 * @param limits what its clients may cost
 * @param closeCodes what is sent instead of a close code of the server
 */
public record EndpointConfig(
        String name,
        String path,
        ProtocolConfig protocol,
        List<String> origins,
        boolean tokenInQuery,
        boolean compression,
        KeepAliveConfig keepAlive,
        EndpointLimits limits,
        Map<Integer, Integer> closeCodes) {

    /** The preset that speaks Carillon's own protocol; the name of the default endpoint, too. */
    public static final String CARILLON = "carillon";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern PATH =
            Pattern.compile("/|(/(:[A-Za-z][A-Za-z0-9_]*|[A-Za-z0-9._~!$&'()+,;=@%-]+))+/?");
    private static final Pattern ORIGIN =
            Pattern.compile("\\*|[A-Za-z][A-Za-z0-9+.-]*://(\\[[0-9A-Fa-f:.]+]|[^\\s/?#:@\\[\\]]+)(:\\d{1,5})?");

    public EndpointConfig {
        Checks.that(NAME.matcher(name).matches(), "an endpoint's name is letters, digits, - and _", name);
        Checks.that(PATH.matcher(path).matches(), "a path begins with /", path);
        origins = List.copyOf(origins);
        closeCodes = Collections.unmodifiableMap(new TreeMap<>(closeCodes));
    }

    static Rule<String> names() {
        return Rule.text(
                "a name of letters, digits, - and _ (64 at most)",
                text -> NAME.matcher(text).matches());
    }

    /** The path without the names of its parameters: what two endpoints cannot have in common. */
    String shape() {
        return path.replaceAll(":[A-Za-z0-9_]+", ":");
    }

    /**
     * @param keepAlive what the server's says
     * @param limits what the server's say
     */
    static EndpointConfig read(String name, Section section, KeepAliveConfig keepAlive, LimitsConfig limits) {
        section.layOver(Presets.of(section.value("preset", Rule.choice(Presets.NAMES), CARILLON)));
        return new EndpointConfig(
                name,
                section.value("path", paths(), "/" + name, "the preset's"),
                ProtocolConfig.read(section),
                section.list("origins", origin(), List.of()),
                section.value("token-in-query", Rule.flag(), false),
                section.value("compression", Rule.flag(), false),
                section.section("keepalive", part -> KeepAliveConfig.read(part, keepAlive)),
                section.section("limits", part -> EndpointLimits.read(part, limits)),
                section.values("close-codes", Rule.keyOf(sendable()), sendable()));
    }

    /** An {@code Origin} of pages, or {@code *} for all. */
    static Rule<String> origin() {
        return Rule.text(
                "* or scheme://host[:port]", text -> ORIGIN.matcher(text).matches());
    }

    private static Rule<String> paths() {
        return Rule.text(
                "a path that begins with /, without query; :name in it stands for any one segment",
                text -> PATH.matcher(text).matches());
    }

    /** What may stand in a close frame (RFC 6455, section 7.4). */
    private static Rule<Integer> sendable() {
        return Rule.integer(1000, 4999)
                .and(
                        "a close code that may be sent: 1000 to 1003, 1007 to 1014 or 3000 to 4999",
                        code -> code <= 1003 || (code >= 1007 && code <= 1014) || code >= 3000);
    }
}
