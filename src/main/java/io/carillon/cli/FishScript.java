package io.carillon.cli;

import io.carillon.cli.Completable.Flag;
import io.carillon.cli.Completable.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** Completion for fish, with descriptions. */
final class FishScript {

    private static final String BEGIN = """
            # Completion of carillon for fish: a file carillon.fish in ~/.config/fish/completions
            complete -c carillon -f
            """;

    private FishScript() {}

    static String of(List<Completable> commands) {
        StringBuilder script = new StringBuilder(BEGIN);
        commands.forEach(command -> {
            if (!command.isProgram()) {
                line(script, parent(command), "-a " + last(command), command.description());
            }
            command.options().forEach(option -> line(script, here(command), flag(option), option.description()));
            command.arguments().forEach(argument -> {
                if (argument.kind() == Kind.FILE) {
                    line(script, here(command), "-F", "");
                } else if (argument.kind() == Kind.CHOICE) {
                    line(script, here(command), "-a " + quoted(String.join(" ", argument.choices())), argument.label());
                }
            });
        });
        return script.toString();
    }

    private static void line(StringBuilder script, String condition, String what, String description) {
        script.append("complete -c carillon -n ")
                .append(quoted(condition))
                .append(' ')
                .append(what);
        if (!description.isEmpty()) {
            script.append(" -d ").append(quoted(description));
        }
        script.append('\n');
    }

    private static String flag(Flag option) {
        String names = option.names().stream()
                .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
        return switch (option.value().kind()) {
            case NONE -> names;
            case CHOICE ->
                names + " -x -a " + quoted(String.join(" ", option.value().choices()));
            case FILE -> names + " -r -F";
            case OTHER -> names + " -x";
        };
    }

    /** While nothing of what can follow the command is there. */
    private static String parent(Completable command) {
        return command.path().size() == 1
                ? "__fish_use_subcommand"
                : seen(command.path().subList(0, command.path().size() - 1)) + "; and not __fish_seen_subcommand_from "
                        + last(command);
    }

    private static String here(Completable command) {
        return command.isProgram() ? "__fish_use_subcommand" : seen(command.path());
    }

    private static String seen(List<String> path) {
        return path.stream().map(name -> "__fish_seen_subcommand_from " + name).collect(Collectors.joining("; and "));
    }

    private static String last(Completable command) {
        return command.path().get(command.path().size() - 1);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
