package io.carillon.config;

/** What the records of this package refuse, also where nobody read them from a file. */
final class Checks {

    static final int HIGHEST_PORT = 65_535;

    private Checks() {}

    /**
     * @throws IllegalArgumentException where it does not hold
     */
    static void that(boolean holds, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", found: " + found);
        }
    }

    static void port(int port) {
        that(port >= 0 && port <= HIGHEST_PORT, "a port is 0 to 65535", port);
    }

    static void host(String host) {
        that(!host.isBlank(), "a host is not blank", host);
    }
}
