package io.carillon.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Commands in this process, where nobody looks, types, or sends a signal. */
final class Quiet {

    static final Surroundings SURROUNDINGS = new Surroundings(
            Map.of(),
            Terminal.none(),
            (first, second) -> {},
            status -> {},
            new Surroundings.Pipes(InputStream.nullInputStream(), OutputStream.nullOutputStream()),
            () -> List.of("/nowhere/java"));

    private Quiet() {}

    static CommandLine commands(String... arguments) {
        return Main.commandLine(
                SURROUNDINGS,
                (config, dev) -> {
                    throw new AssertionError("a server was started");
                },
                arguments);
    }
}
