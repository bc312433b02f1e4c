package io.carillon.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The commands by their names, in the order of the help. Each is made only where it is asked for: looking at the options
 * of all of them takes longer than most of them run.
 */
final class Commands {

    private final Map<String, Supplier<CommandLine>> byName = new LinkedHashMap<>();

    static Commands of(Surroundings surroundings, Serve.Launcher launcher) {
        return new Commands()
                .add("serve", () -> new Serve(surroundings, launcher))
                .add("sub", () -> new Sub(surroundings))
                .add("pub", () -> new Pub(surroundings))
                .add("token", () -> new Token(surroundings.environment()))
                .add("config", ConfigCommand::new)
                .below("config", "check", () -> new ConfigCheck(surroundings.environment()))
                .below("config", "reference", ConfigReference::new)
                .add("schema", SchemaCommand::new)
                .below("schema", "check", () -> new SchemaCheck(surroundings.environment(), surroundings.in()))
                .add("explain", () -> new Explain(surroundings))
                .add("bench", () -> new Bench(surroundings))
                .add("verify", () -> new Verify(surroundings))
                .add(
                        "completion",
                        () -> new Completion(() -> of(surroundings, launcher).program()));
    }

    private Commands add(String name, Supplier<Object> command) {
        byName.put(name, () -> new CommandLine(command.get()));
        return this;
    }

    /** A command of another one. */
    private Commands below(String group, String name, Supplier<Object> command) {
        byName.computeIfPresent(group, (key, above) -> () -> above.get().addSubcommand(name, command.get()));
        return this;
    }

    /** The names, as a sentence lists them. */
    String names() {
        String all = String.join(", ", byName.keySet());
        int last = all.lastIndexOf(", ");
        return all.substring(0, last) + " or" + all.substring(last + 1);
    }

    /** The program with all of them, or only the one that these arguments begin with. */
    CommandLine program(String... arguments) {
        CommandLine commands = new CommandLine(new Main(names()));
        if (arguments.length > 0 && byName.containsKey(arguments[0])) {
            commands.addSubcommand(arguments[0], byName.get(arguments[0]).get());
        } else {
            byName.forEach((name, command) -> commands.addSubcommand(name, command.get()));
        }
        return commands;
    }
}
