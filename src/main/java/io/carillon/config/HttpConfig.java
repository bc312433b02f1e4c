package io.carillon.config;

import java.util.Locale;

/**
 * Where clients connect.
 *
 * @param host the address or name to listen on; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 picks a free one
 * @param transport how bytes get onto sockets and from them; where it is not there, the next best is used
 */
public record HttpConfig(String host, int port, Transport transport) {

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

    public HttpConfig {
        Checks.host(host);
        Checks.port(port);
    }

    static HttpConfig read(Section section) {
        return new HttpConfig(
                section.value("host", Rule.text(), "0.0.0.0"),
                section.value("port", Rule.integer(0, Checks.HIGHEST_PORT), 8080),
                section.value("transport", Rule.choice(Transport.class), Transport.AUTO));
    }
}
