package io.carillon.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands, options and their values. */
@Command(
        name = "completion",
        description = "Prints a script that teaches a shell to complete commands, options and their values.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  source <(carillon completion bash)  for this bash; in ~/.bashrc, for every one",
            "  carillon completion zsh > ~/.zfunc/_carillon  zsh; ~/.zfunc has to be in $fpath, before compinit",
            "  carillon completion fish > ~/.config/fish/completions/carillon.fish",
            "",
            "Exit status: 0 printed; 2 another shell."
        })
final class Completion implements Callable<Integer> {

    /** The shells, in the order in which they are told of. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For shells: the values that a completion of {@code completion} offers. */
    static final class Shells extends Choices {
        Shells() {
            super((Object[]) Shell.values());
        }
    }

    private final Supplier<CommandLine> commands;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", completionCandidates = Shells.class, description = "${COMPLETION-CANDIDATES}.")
    private String shell = "";

    /**
     * @param commands all of them
     */
    Completion(Supplier<CommandLine> commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        List<Completable> completables = Completable.of(commands.get().getCommandSpec());
        Main.print(spec.commandLine().getOut(), script(chosen(), completables));
        return ExitStatus.OK.code();
    }

    private Shell chosen() {
        Optional<Shell> found = Arrays.stream(Shell.values())
                .filter(known -> known.toString().equals(shell))
                .findFirst();
        return found.orElseThrow(() -> new ParameterException(
                spec.commandLine(), "SHELL: found " + shell + "; allowed: " + String.join(", ", new Shells())));
    }

    private static String script(Shell shell, List<Completable> commands) {
        return switch (shell) {
            case BASH -> BashScript.of(commands);
            case ZSH -> ZshScript.of(commands);
            case FISH -> FishScript.of(commands);
        };
    }
}
