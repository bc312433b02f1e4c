package io.carillon.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where clients connect.
 *
 * @param host the address or name to listen on; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 picks a free one
 * @param transport how bytes get onto sockets and from them; where it is not there, the next best is used
 * @param pages the folder whose files are served at {@code /}
 * @param proxies who in front is believed what it says about clients
 * @param tls what the server proves itself with; empty where it speaks without TLS
 * @param plain whom connections without TLS are taken from
 */
public record HttpConfig(
        String host,
        int port,
        Transport transport,
        Optional<Path> pages,
        ProxyConfig proxies,
        Optional<TlsConfig> tls,
        Plain plain) {

    /** How bytes get onto sockets and from them. */
    public enum Transport {
        /** The fastest that the system permits. */
        AUTO,
        /** Linux: epoll, but what goes out to many connections at a time is one system call. */
        IO_URING,
        /** Linux. */
        EPOLL,
        /** What every JDK has. */
        NIO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Whom connections without TLS are taken from.
     *
     * @param anywhere whether from other machines, too
     * @param implied whether nobody has said so, and it follows from a host that was said
     */
    public record Plain(boolean anywhere, boolean implied) {

        private enum From {
            LOOPBACK,
            ANYWHERE;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** Who says where to listen means others than this machine to come; who says nothing may not know. */
        static Plain read(Section section) {
            From unsaid = section.has("host") ? From.ANYWHERE : From.LOOPBACK;
            From from = section.value(
                    "plain", Rule.choice(From.class), unsaid, "anywhere where http.host is written, else loopback");
            return new Plain(from == From.ANYWHERE, from == From.ANYWHERE && !section.has("plain"));
        }
    }

    public HttpConfig {
        Checks.host(host);
        Checks.port(port);
    }

    static HttpConfig read(Section section) {
        return new HttpConfig(
                section.value("host", Rule.text(), "0.0.0.0"),
                section.value("port", Rule.integer(0, Checks.HIGHEST_PORT), 8080),
                section.value("transport", Rule.choice(Transport.class), Transport.AUTO),
                section.optional("pages", Rule.folder()),
                section.section("proxies", ProxyConfig::read),
                section.section("tls", TlsConfig::read),
                Plain.read(section));
    }
}
