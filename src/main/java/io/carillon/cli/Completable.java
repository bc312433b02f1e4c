package io.carillon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a shell can complete of one command.
 *
 * @param path the names that lead to it; empty is the program
 * @param description in a sentence
 * @param commands those below it
 */
record Completable(
        List<String> path, String description, List<String> commands, List<Flag> options, List<Value> arguments) {

    /** The kinds of values. */
    enum Kind {
        /** None: the option stands alone. */
        NONE,
        /** One of {@link Value#choices()}. */
        CHOICE,
        /** The name of a file. */
        FILE,
        /** What nobody can guess. */
        OTHER
    }

    /** What an option, or an argument, takes. */
    record Value(Kind kind, String label, List<String> choices) {

        private static Value of(ArgSpec argument) {
            String label = argument.paramLabel();
            if (argument.arity().max() == 0) {
                return new Value(Kind.NONE, "", List.of());
            }
            if (argument.completionCandidates() != null) {
                List<String> choices = StreamSupport.stream(
                                argument.completionCandidates().spliterator(), false)
                        .toList();
                return new Value(Kind.CHOICE, label, choices);
            }
            return new Value(label.equals("FILE") ? Kind.FILE : Kind.OTHER, label, List.of());
        }
    }

    /** An option with its names, and what it is for in a few words. */
    record Flag(List<String> names, String description, Value value, boolean repeated) {}

    /** Of a command and all below it, the outer ones first. */
    static List<Completable> of(CommandSpec root) {
        List<Completable> all = new ArrayList<>();
        collect(root, List.of(), all);
        return all;
    }

    private static void collect(CommandSpec spec, List<String> path, List<Completable> all) {
        List<Value> arguments =
                spec.positionalParameters().stream().map(Value::of).toList();
        all.add(new Completable(
                path,
                sentence(spec.usageMessage().description()),
                List.copyOf(spec.subcommands().keySet()),
                spec.options().stream()
                        .filter(option -> !option.hidden())
                        .map(Completable::flag)
                        .toList(),
                arguments));
        for (var below : spec.subcommands().entrySet()) {
            List<String> longer = new ArrayList<>(path);
            longer.add(below.getKey());
            CommandLine command = below.getValue();
            collect(command.getCommandSpec(), longer, all);
        }
    }

    private static Flag flag(OptionSpec option) {
        return new Flag(
                List.of(option.names()), sentence(option.description()), Value.of(option), option.isMultiValue());
    }

    /** The first sentence, without its full stop: there is one line for it. */
    private static String sentence(String[] description) {
        String text = description.length == 0 ? "" : description[0];
        return text.replaceAll("(?s)(\\. |\\.$|; | \\(default|: ).*", "")
                .replace("${COMPLETION-CANDIDATES}", "one of the values");
    }

    boolean isProgram() {
        return path.isEmpty();
    }

    /** As somebody types it: {@code config check}. */
    String words() {
        return String.join(" ", path);
    }

    List<String> names() {
        return options.stream().flatMap(option -> option.names().stream()).toList();
    }
}
