package io.carillon.config;

/**
 * Where clients connect.
 *
 * @param host the address or name to listen on; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 picks a free one
 */
public record HttpConfig(String host, int port) {

    public HttpConfig {
        Checks.host(host);
        Checks.port(port);
    }

    static HttpConfig read(Section section) {
        return new HttpConfig(
                section.value("host", Rule.text(), "0.0.0.0"),
                section.value("port", Rule.integer(0, Checks.HIGHEST_PORT), 8080));
    }
}
