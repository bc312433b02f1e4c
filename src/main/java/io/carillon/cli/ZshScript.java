package io.carillon.cli;

import io.carillon.cli.Completable.Flag;
import io.carillon.cli.Completable.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Completion for zsh, with descriptions; to be found by {@code compinit} in a file {@code _carillon}, or to be sourced. */
final class ZshScript {

    private static final String BEGIN = """
            #compdef carillon
            # Completion of carillon for zsh: a file _carillon in $fpath, or source <(carillon completion zsh)
            """;

    private static final String END = """
            if [[ $funcstack[1] == _carillon ]]; then _carillon "$@"; else compdef _carillon carillon; fi
            """;

    private ZshScript() {}

    static String of(List<Completable> commands) {
        StringBuilder script = new StringBuilder(BEGIN);
        commands.forEach(command -> function(script, command, commands));
        return script.append(END).toString();
    }

    private static void function(StringBuilder script, Completable command, List<Completable> all) {
        script.append(name(command)).append("() {\n");
        if (!command.commands().isEmpty()) {
            script.append("  local -a below=(\n");
            all.stream()
                    .filter(other -> other.path().size() == command.path().size() + 1
                            && other.path().subList(0, command.path().size()).equals(command.path()))
                    .forEach(other -> script.append("    ")
                            .append(quoted(last(other) + ":" + other.description()))
                            .append('\n'));
            script.append("  )\n");
        }
        script.append("  local context state state_descr line\n  typeset -A opt_args\n  _arguments -C -s -S");
        command.options().forEach(option -> option(script, option));
        arguments(script, command);
        script.append('\n');
        if (!command.commands().isEmpty()) {
            script.append(
                    "  case $state in\n    command) _describe command below ;;\n    rest)\n      case $words[1] in\n");
            command.commands()
                    .forEach(below -> script.append("        ")
                            .append(below)
                            .append(") ")
                            .append(name(command))
                            .append('_')
                            .append(below)
                            .append(" ;;\n"));
            script.append("      esac ;;\n  esac\n");
        }
        script.append("}\n");
    }

    private static void option(StringBuilder script, Flag option) {
        String others = option.repeated() ? "*" : "(" + String.join(" ", option.names()) + ")";
        for (String name : option.names()) {
            boolean isLong = name.startsWith("--");
            String text = "[" + option.description().replace("[", "(").replace("]", ")") + "]";
            script.append(" \\\n    ")
                    .append(quoted(others
                            + name
                            + (takes(option.value()) && isLong ? "=" : "")
                            + text
                            + value(option.value())));
        }
    }

    private static void arguments(StringBuilder script, Completable command) {
        if (!command.commands().isEmpty()) {
            script.append(" \\\n    '1: :->command' '*:: :->rest'");
            return;
        }
        for (Value argument : command.arguments()) {
            script.append(" \\\n    ").append(quoted("*" + value(argument)));
            return; // one kind for all: which argument it is matters to none of the commands
        }
    }

    private static boolean takes(Value value) {
        return value.kind() != Completable.Kind.NONE;
    }

    private static String value(Value value) {
        String label = ":" + value.label().replace(":", "\\:") + ":";
        return switch (value.kind()) {
            case NONE -> "";
            case CHOICE -> label + value.choices().stream().collect(Collectors.joining(" ", "(", ")"));
            case FILE -> label + "_files";
            case OTHER -> label;
        };
    }

    private static String name(Completable command) {
        return "_carillon" + (command.isProgram() ? "" : "_" + String.join("_", command.path()));
    }

    private static String last(Completable command) {
        return command.path().get(command.path().size() - 1);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
