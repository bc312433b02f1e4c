package io.carillon.cli;

import io.carillon.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the reference of all settings. */
@Command(
        name = "reference",
        description = "Prints all settings, with what is allowed, defaults, variables and meanings, as Markdown.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  carillon config reference | less                       all of them, for eyes",
            "  carillon config reference > docs/configuration.md      after a setting was added or changed",
            "",
            "Exit status: 0 it was printed; 2 bad arguments."
        })
final class ConfigReference implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Main.print(spec.commandLine().getOut(), Reference.markdown());
        return ExitStatus.OK.code();
    }
}
