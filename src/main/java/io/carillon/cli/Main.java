package io.carillon.cli;

import io.carillon.Carillon;
import io.carillon.Reloader;
import io.carillon.config.LogConfig;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The program {@code carillon}. */
@Command(
        name = "carillon",
        description = "A clustered WebSocket room server, and the tools for it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  carillon serve --dev  try it: a page on http://127.0.0.1:8080/",
            "  carillon sub ws://127.0.0.1:8080/ws chat:lobby  see what is said in a room",
            "  carillon pub ws://127.0.0.1:8080/ws chat:lobby '{\"text\": \"hi\"}'  say something there",
            "  carillon serve --config carillon.yaml  run it in earnest",
            "  carillon config check --config carillon.yaml  see what a configuration means",
            "  carillon token --sub ada --config carillon.yaml  make a token",
            "  carillon explain chat:lobby carillon.yaml --token @ada.jwt  see why ada may not publish there",
            "  carillon bench  load a server, and see what it stands",
            "  carillon verify --kill  see whether messages survive a broken node",
            "",
            "Exit status: 0 done; 2 bad configuration or arguments; 1 anything else.",
            "'carillon COMMAND --help' tells more, with examples."
        })
public final class Main implements Runnable {

    private final String commands;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Main(String commands) {
        this.commands = commands;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        Surroundings process = Surroundings.ofProcess();
        Serve.Launcher launcher = (config, dev) -> Carillon.start(config, dev)
                .map(carillon -> new Serve.Server(
                        carillon.readyLine(), carillon::drain, plan -> Reloader.start(carillon, plan)::reload));
        System.exit(commandLine(process, launcher, args).execute(args));
    }

    /** The commands that these arguments need, with their way of telling errors. */
    static CommandLine commandLine(Surroundings surroundings, Serve.Launcher launcher, String... args) {
        CommandLine program = Commands.of(surroundings, launcher).program(args);
        HelpPage.install(program, surroundings.terminal());
        Complaints complaints = new Complaints();
        return program.setExpandAtFiles(false) // a value may begin with @
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints);
    }

    /** Help needs no logging, which takes a while to set up. */
    private static int execute(ParseResult arguments) {
        Integer helped = CommandLine.executeHelpRequest(arguments);
        if (helped != null) {
            return helped;
        }
        Logging.configure(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN)); // until serve knows better
        return new RunLast().execute(arguments);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: " + commands);
    }

    /** Writes lines that a caller reads, at once. */
    static void print(PrintWriter out, String text) {
        out.print(text);
        out.flush();
    }
}
