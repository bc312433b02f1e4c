package io.carillon.cli;

import io.carillon.config.ConfigException;
import io.carillon.config.Nearest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells on stderr what went wrong, a line for each thing, and finds the exit status. */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String line = e instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched.getUnmatched(), command)
                : line(String.valueOf(e.getMessage()));
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("carillon: " + line + " ('" + name + " --help' tells more)");
        return ExitStatus.MISUSED.code();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
        if (e instanceof ConfigException config) {
            config.violations()
                    .forEach(violation -> command.getErr().println("carillon: " + line(violation.toString())));
            return ExitStatus.MISUSED.code();
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        command.getErr().println("carillon: " + line(message));
        LoggerFactory.getLogger(Complaints.class).debug("the command failed", e);
        return ExitStatus.FAILED.code();
    }

    private static String unknown(List<String> arguments, CommandLine command) {
        String first = arguments.get(0).replaceAll("=.*", "");
        Set<String> known = new LinkedHashSet<>(command.getSubcommands().keySet());
        known.addAll(command.getCommandSpec().optionsMap().keySet());
        String nearest = Nearest.to(first, known).orElse("--help");
        return "unknown: " + line(String.join(" ", arguments)) + "; did you mean " + nearest + "?";
    }

    private static String line(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
