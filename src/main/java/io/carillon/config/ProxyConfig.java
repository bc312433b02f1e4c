package io.carillon.config;

import java.util.List;
import java.util.Locale;

/**
 * The proxies in front, whose word about clients is taken.
 *
 * @param trusted where they are; nobody else is believed
 * @param header what they say it with
 * @param protocol whether their connections begin with a header of the PROXY protocol
 */
public record ProxyConfig(List<Network> trusted, Header header, boolean protocol) {

    /** Nobody is believed. */
    public static final ProxyConfig NONE = new ProxyConfig(List.of(), Header.X_FORWARDED_FOR, false);

    /** The header that the proxies set; what clients say with the other one is not looked at. */
    public enum Header {
        /** With {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}. */
        X_FORWARDED_FOR,
        /** RFC 7239. */
        FORWARDED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public ProxyConfig {
        trusted = List.copyOf(trusted);
        Checks.that(!protocol || !trusted.isEmpty(), "the PROXY protocol needs trusted proxies", trusted);
    }

    static ProxyConfig read(Section section) {
        List<Network> trusted = section.list("trusted", Rule.network(), List.of());
        Header header = section.value("header", Rule.choice(Header.class), Header.X_FORWARDED_FOR);
        boolean protocol = section.value("protocol", Rule.flag(), false);
        if (protocol && trusted.isEmpty()) {
            section.violation(
                    "protocol", "true", "false where http.proxies.trusted is empty: it is read from those alone");
        }
        return new ProxyConfig(trusted, header, protocol && !trusted.isEmpty());
    }
}
