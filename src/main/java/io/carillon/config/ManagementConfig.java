package io.carillon.config;

/**
 * Where health and metrics are, without a token: to be kept inside.
 *
 * @param host the address or name to listen on
 * @param port 0 to 65535; 0 picks a free one
 */
public record ManagementConfig(String host, int port) {

    private static final int ABOVE_HTTP = 1000;

    public ManagementConfig {
        Checks.host(host);
        Checks.port(port);
    }

    static ManagementConfig read(Section section, HttpConfig http) {
        String host = section.value("host", Rule.text(), http.host(), "http.host");
        int above = http.port() == 0 ? 0 : http.port() + ABOVE_HTTP;
        int usable = above > Checks.HIGHEST_PORT ? 0 : above;
        Rule<Integer> rule = Rule.integer(0, Checks.HIGHEST_PORT);
        int port = section.value("port", rule, usable, "http.port + 1000; 0 where http.port is 0");
        if (usable != above && !section.has("port")) {
            section.violation("port", "nothing, and http.port + 1000 is " + above, rule.allowed());
        }
        if (port != 0 && port == http.port() && host.equals(http.host())) {
            section.violation("port", port + ", which is http.port", "another port");
        }
        return new ManagementConfig(host, port);
    }
}
