package io.carillon.cli;

import io.carillon.config.LoadedConfig;
import io.carillon.schema.Schemas;
import io.carillon.tls.Tls;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Validates the configuration, schemas and certificates in files included, and prints what it comes to. */
@Command(
        name = "check",
        description = "Validates the configuration, prints what holds as YAML (secrets masked), and exits.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  carillon config check                                  the defaults",
            "  carillon config check --config base.yaml --config local.yaml",
            "  CARILLON_HTTP_PORT=9000 carillon config check          what the environment changes",
            "",
            "Exit status: 0 the configuration is valid; 2 it is not, or bad arguments: all that is wrong is on stderr."
        })
final class ConfigCheck implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    ConfigCheck(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        LoadedConfig loaded = options.load(environment);
        Schemas.of(loaded.config());
        Tls.of(loaded.config());
        Main.print(spec.commandLine().getOut(), loaded.yaml());
        if (!options.dev() && !loaded.config().auth().jwt().hasKeys()) {
            spec.commandLine().getErr().println("carillon: note: serve needs a key, a JWK Set, or --dev");
        }
        return ExitStatus.OK.code();
    }
}
