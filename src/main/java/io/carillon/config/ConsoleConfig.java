package io.carillon.config;

/**
 * The console, for whoever runs the cluster.
 *
 * @param enabled whether it is served, where the HTTP API is, without which it could do nothing
 */
public record ConsoleConfig(boolean enabled) {

    static ConsoleConfig read(Section section) {
        return new ConsoleConfig(section.value("enabled", Rule.flag(), true));
    }
}
