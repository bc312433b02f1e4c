package io.carillon.cli;

import io.carillon.cli.Completable.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Completion for bash, of 3.2 and newer, without its package of completions: bash itself splits words at {@code =}, which
 * is put right first.
 */
final class BashScript {

    private static final String BEGIN = """
            # Completion of carillon for bash: source <(carillon completion bash)
            _carillon() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path='' words='' i
              if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
              COMPREPLY=()
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "$path ${COMP_WORDS[i]}" in
            """;

    private static final String AFTER_PATHS = """
                  *) break ;;
                esac
              done
              case "$path:$prev" in
            """;

    private static final String AFTER_VALUES = """
              esac
              case "$path" in
            """;

    private static final String END = """
              esac
              COMPREPLY=($(compgen -W "$words" -- "$cur"))
            }
            complete -F _carillon carillon
            """;

    private BashScript() {}

    static String of(List<Completable> commands) {
        StringBuilder script = new StringBuilder(BEGIN);
        commands.stream()
                .filter(command -> !command.isProgram())
                .forEach(command -> script.append("      ' ")
                        .append(command.words())
                        .append("') path=' ")
                        .append(command.words())
                        .append("' ;;\n"));
        script.append(AFTER_PATHS);
        commands.forEach(command -> values(script, command));
        script.append(AFTER_VALUES);
        commands.forEach(command -> words(script, command));
        return script.append(END).toString();
    }

    /** What may follow options that take a value: a line for those that take the same. */
    private static void values(StringBuilder script, Completable command) {
        command.options().stream()
                .filter(option -> option.value().kind() != Kind.NONE)
                .collect(Collectors.groupingBy(
                        option -> action(option.value()), LinkedHashMap::new, Collectors.toList()))
                .forEach((action, options) -> script.append("    ")
                        .append(options.stream()
                                .flatMap(option -> option.names().stream())
                                .map(name -> "'" + path(command) + ":" + name + "'")
                                .collect(Collectors.joining(" | ")))
                        .append(") ")
                        .append(action)
                        .append(" return ;;\n"));
    }

    private static String action(Completable.Value value) {
        return switch (value.kind()) {
            case CHOICE -> "COMPREPLY=($(compgen -W '" + String.join(" ", value.choices()) + "' -- \"$cur\"));";
            case FILE -> files();
            case NONE, OTHER -> "";
        };
    }

    private static String files() {
        return "compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$cur\"));";
    }

    private static void words(StringBuilder script, Completable command) {
        List<String> words = new ArrayList<>(command.commands());
        boolean files = false;
        for (Completable.Value argument : command.arguments()) {
            words.addAll(argument.choices());
            files |= argument.kind() == Kind.FILE;
        }
        words.addAll(command.names());
        script.append("    '").append(path(command)).append("') ");
        if (files) {
            script.append("[[ $cur == -* ]] || { ").append(files()).append(" return; }; ");
        }
        script.append("words='").append(String.join(" ", words)).append("' ;;\n");
    }

    private static String path(Completable command) {
        return command.isProgram() ? "" : " " + command.words();
    }
}
