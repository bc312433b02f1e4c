package io.carillon.cli;

import io.carillon.Carillon;
import io.carillon.config.LogConfig;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code carillon}. */
@Command(
        name = "carillon",
        description = "A clustered WebSocket room server.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  carillon serve --dev                          try it: a page on http://127.0.0.1:8080/",
            "  carillon serve --config carillon.yaml         run it",
            "  carillon config check --config FILE           see what a configuration means",
            "  carillon token --sub ada --config FILE        make a token",
            "  carillon schema check ROOM FILE --config FILE see whether data fits a room's schema",
            "  carillon bench                                load a server, and see what it stands",
            "  carillon verify --kill                        see whether messages survive a broken node",
            "",
            "Exit status: 0 done; 2 bad configuration or arguments; 1 anything else.",
            "'carillon COMMAND --help' tells more."
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Logging.configure(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN)); // until serve knows better
        Serve serve = new Serve(
                environment,
                (config, dev) -> Carillon.start(config, dev)
                        .map(carillon -> new Serve.Server(carillon.readyLine(), carillon::drain)),
                new ProcessSignals(),
                Runtime.getRuntime()::halt);
        Bench bench = new Bench(environment, new ProcessSignals(), Runtime.getRuntime()::halt);
        Verify verify = new Verify(environment, new ProcessSignals(), Runtime.getRuntime()::halt, Program.command());
        System.exit(commandLine(environment, serve, bench, verify).execute(args));
    }

    /** The commands with their way of telling errors. */
    static CommandLine commandLine(Map<String, String> environment, Serve serve, Bench bench, Verify verify) {
        CommandLine config = new CommandLine(new ConfigCommand()).addSubcommand("check", new ConfigCheck(environment));
        CommandLine schema =
                new CommandLine(new SchemaCommand()).addSubcommand("check", new SchemaCheck(environment, System.in));
        CommandLine commands = new CommandLine(new Main())
                .addSubcommand("serve", serve)
                .addSubcommand("config", config)
                .addSubcommand("token", new Token(environment))
                .addSubcommand("schema", schema)
                .addSubcommand("bench", bench)
                .addSubcommand("verify", verify);
        Complaints complaints = new Complaints();
        return commands.setExpandAtFiles(false) // a value may begin with @
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: serve, config, token, schema, bench or verify");
    }

    /** Writes lines that a caller reads, at once. */
    static void print(PrintWriter out, String text) {
        out.print(text);
        out.flush();
    }
}
