package io.carillon.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link Commuters}, and the line to them. For one thread. */
final class CommuterProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    CommuterProcess(JsonObject plan) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Commuters.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
            commands = process.outputWriter(StandardCharsets.UTF_8);
            tell(plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(JsonObject what) throws IOException {
        commands.write(what.encode() + "\n");
        commands.flush();
    }

    void ready(List<Integer> nodes) {
        try {
            tell(new JsonObject().put("ready", new JsonArray(nodes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonObject report() {
        try {
            tell(new JsonObject());
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the process with the commuters has ended");
            }
            return new JsonObject(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
