package io.carillon.gateway;

import io.carillon.config.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of the request as it came to it: an element of {@code Forwarded} (RFC 7239), or what stands for one in the
 * {@code X-Forwarded} headers.
 *
 * @param from where it came from; empty where the proxy does not know or tell
 * @param proto the scheme that was used; null where it is not said
 * @param host the {@code Host} that was asked for; null where it is not said
 */
record Hop(
        Optional<InetSocketAddress> from,
        @Nullable String proto,
        @Nullable String host) {

    /** Without colons, or IPv6 as it is; and what may have a port: IPv4 and bracketed IPv6. */
    private static final Pattern NODE = Pattern.compile("(?<bare>[^\\[\\]:]+|[^\\[\\]:]*:[^\\[\\]:]*:[^\\[\\]]*)"
            + "|(?:\\[(?<v6>[^\\[\\]]+)]|(?<v4>[\\d.]+))(?::(?<port>\\d{1,5}|_[A-Za-z0-9._-]+))?");

    /** RFC 7239, section 6.3: whoever does not want to say an address says this, or a name of its own choice. */
    private static final Pattern HIDDEN =
            Pattern.compile("(?:unknown|_[A-Za-z0-9._-]+)(?::(?:\\d{1,5}|_[A-Za-z0-9._-]+))?");

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Where somebody is, as headers say it (RFC 7239, section 6): an address, perhaps with a port, IPv6 in brackets or
     * without; empty where it is hidden.
     *
     * @throws IllegalArgumentException where it is nothing of the kind
     */
    static Optional<InetSocketAddress> node(String text) {
        if (HIDDEN.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.empty();
        }
        Matcher matcher = NODE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an address");
        }
        return Optional.of(new InetSocketAddress(address(matcher), port(matcher.group("port"))));
    }

    private static InetAddress address(Matcher matcher) {
        String v6 = matcher.group("v6");
        String text = v6 != null ? v6 : matcher.group("bare") != null ? matcher.group("bare") : matcher.group("v4");
        if (v6 != null && v6.indexOf(':') < 0) {
            throw new IllegalArgumentException("brackets are for IPv6");
        }
        return IpLiteral.parse(text).orElseThrow(() -> new IllegalArgumentException("not an address"));
    }

    private static int port(@Nullable String text) {
        if (text == null || text.startsWith("_")) {
            return 0;
        }
        int port = Integer.parseInt(text);
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException("not a port");
        }
        return port;
    }

    /** Whether the request came by TLS; null where that is not said, or not in a word that is known. */
    @Nullable
    Boolean isSecure() {
        if (proto == null) {
            return null;
        }
        return switch (proto.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> true;
            case "http", "ws" -> false;
            default -> null;
        };
    }
}
