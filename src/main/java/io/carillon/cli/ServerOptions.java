package io.carillon.cli;

import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.config.LoadedConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that make up a server. */
final class ServerOptions {

    @Option(
            names = "--dev",
            description = "A trial run: listens on 127.0.0.1 unless --host is given, makes a signing key for this run,"
                    + " and serves a demo page on / (unless there is http.pages) and tokens on /dev/token?user=NAME.")
    private boolean dev;

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(names = "--port", paramLabel = "N", description = "The port for clients (http.port); 0 picks a free one.")
    private Optional<String> port = Optional.empty();

    @Option(names = "--host", paramLabel = "H", description = "The address to listen on (http.host).")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "A Hazelcast configuration (cluster.config). Without one a node is a cluster of one.")
    private Optional<String> cluster = Optional.empty();

    boolean dev() {
        return dev;
    }

    /** Where the configuration is, as far as it is in files. */
    List<Path> configFiles() {
        return files.files();
    }

    LoadedConfig load(Map<String, String> environment) {
        return ConfigLoader.load(files.sources(environment, dev, new ConfigSources.Options(port, host, cluster)));
    }
}
