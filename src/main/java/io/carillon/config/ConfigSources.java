package io.carillon.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the configuration comes from, the weakest first. What is in none of them has its default.
 *
 * @param files YAML files, each over the one before it
 * @param environment all variables of the process; those that begin with {@code CARILLON_} are ours
 * @param dev whether this is a trial run, that listens on the loopback interface unless an option says otherwise
 * @param settings {@code path=value} each, the value in YAML
 * @param options the options that have a name of their own
 */
public record ConfigSources(
        List<Path> files, Map<String, String> environment, boolean dev, List<String> settings, Options options) {

    /** Nothing at all: the defaults. */
    public static final ConfigSources NONE = new ConfigSources(List.of(), Map.of(), false, List.of(), Options.NONE);

    public ConfigSources {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        settings = List.copyOf(settings);
    }

    /**
     * The options of {@code serve} that stand for a setting, as they were typed.
     *
     * @param port {@code http.port}
     * @param host {@code http.host}
     * @param cluster {@code cluster.config}
     */
    public record Options(Optional<String> port, Optional<String> host, Optional<String> cluster) {
        /** None was given. */
        public static final Options NONE = new Options(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
