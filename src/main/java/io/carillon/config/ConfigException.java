package io.carillon.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration cannot be used. Carries everything that is wrong with it, a line each in the message. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public ConfigException(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("\n")), null, false, false);
        this.violations = List.copyOf(violations);
    }

    /** The same, and what is wrong elsewhere: all is told at once. */
    public ConfigException and(Runnable elsewhere) {
        try {
            elsewhere.run();
            return this;
        } catch (ConfigException e) {
            return new ConfigException(
                    Stream.concat(violations.stream(), e.violations.stream()).toList());
        }
    }

    public List<Violation> violations() {
        return violations;
    }
}
