package io.carillon.cli;

import io.carillon.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say where the configuration is. */
final class FileOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A YAML file; may be repeated, later ones win. conf/carillon.yaml explains every setting.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = {
                "One setting, its value in YAML; may be repeated. Wins over files and environment.",
                "Like http.port=8081, rooms.\"chat:*\".publish=anyone, auth.jwt.keys.0.alg=HS256"
            })
    private List<String> settings = new ArrayList<>();

    List<Path> files() {
        return List.copyOf(files);
    }

    ConfigSources sources(Map<String, String> environment, boolean dev, ConfigSources.Options options) {
        return new ConfigSources(files, environment, dev, settings, options);
    }

    /** The same as arguments, for another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        files.forEach(file -> arguments.addAll(List.of("--config", file.toString())));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments;
    }
}
