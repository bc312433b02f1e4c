package io.carillon.cli;

import io.carillon.config.ConfigException;
import io.carillon.config.Nearest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells on stderr what went wrong, a line for each thing, and finds the exit status. */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /** More mistakes than this are not taken for a slip, nor more than half of the word's letters. */
    private static final int MOST_SLIPS = 3;

    /** Who calls, and what follows the path: either may be a token or a password. */
    private static final Pattern URL_SECRETS =
            Pattern.compile("(://)(?:[^\\s/?#]*@)?([^\\s?#]*)(?:[?#]\\S*?(?=[\"';,)]*(?:\\s|$)))?");

    private static final Pattern ACCESS_TOKEN = Pattern.compile("(?<=access_token=)[^\\s&;]+");

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("carillon: " + line(message(e)) + " ('" + name + " --help' tells more)");
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

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched.getUnmatched(), e.getCommandLine());
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(missing.getMissing());
        }
        ArgSpec argument = e.getArgSpec();
        String message = String.valueOf(e.getMessage());
        if (argument != null && message.startsWith("Invalid value for ")) {
            return name(argument) + ": found " + e.getValue() + "; allowed: " + allowed(argument);
        }
        return message;
    }

    private static String unknown(List<String> arguments, CommandLine command) {
        String first = arguments.get(0).replaceAll("=.*", "");
        Set<String> commands = command.getSubcommands().keySet();
        if (commands.isEmpty() && !first.startsWith("-")) {
            return "found " + arguments.get(0) + ", which is one argument too many; allowed: " + accepted(command);
        }
        Set<String> known = new LinkedHashSet<>(commands);
        known.addAll(command.getCommandSpec().optionsMap().keySet());
        Optional<String> meant = Nearest.to(first, known).filter(near -> isSlip(first, near));
        String hint = meant.map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> "; allowed: " + String.join(", ", commands.isEmpty() ? known : commands));
        return "unknown: " + first + hint; // what follows may be the value that was meant for --token
    }

    private static boolean isSlip(String word, String near) {
        int mistakes = Nearest.distance(word, near);
        return mistakes <= MOST_SLIPS && mistakes * 2 <= Math.max(word.length(), near.length());
    }

    private static String accepted(CommandLine command) {
        String arguments = command.getCommandSpec().positionalParameters().stream()
                .map(argument ->
                        argument.arity().min() == 0 ? "[" + argument.paramLabel() + "]" : argument.paramLabel())
                .collect(Collectors.joining(" "));
        return arguments.isEmpty() ? "options alone" : arguments + " (what has blanks in it wants quotes)";
    }

    private static String missing(List<ArgSpec> arguments) {
        return "missing: "
                + arguments.stream()
                        .map(argument -> argument instanceof OptionSpec option
                                ? option.longestName() + "=" + option.paramLabel()
                                : argument.paramLabel())
                        .collect(Collectors.joining(" "));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String allowed(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[0];
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == double.class || type == Double.class ? "a number" : "a value of another kind";
    }

    /** Some of it may be a server's words, which are not to be obeyed by a terminal. */
    private static String line(String message) {
        return MessageText.harmless(discreet(message.strip().replaceAll("\\s*\\R\\s*", " ")));
    }

    private static String discreet(String message) {
        String shown = URL_SECRETS.matcher(message).replaceAll("$1$2");
        return ACCESS_TOKEN.matcher(shown).replaceAll("***");
    }
}
