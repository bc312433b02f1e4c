package io.carillon.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** TypeScript clients in one Node process. */
final class NodeFleet implements Fleet {

    private final Process process;
    private final BufferedReader said;

    /** @param directory for a file */
    NodeFleet(Path directory, List<Ship> ships) {
        try {
            Path file = Files.createTempFile(directory, "fleet", ".json");
            Files.writeString(
                    file, new JsonArray(ships.stream().map(Ship::toJson).toList()).encode());
            process = new ProcessBuilder(
                            "node",
                            SubjectServer.SCRIPTS.resolve("crowd.mjs").toString(),
                            SubjectProcess.client(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            said = process.inputReader();
            if (!"started".equals(said.readLine())) {
                throw new AssertionError("the clients in Node did not start");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> states() {
        return asked("states").stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
    }

    @Override
    public Map<String, List<Long>> pauses() {
        return asked("pauses").stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> ((JsonArray) entry.getValue())
                                .stream()
                                        .map(pause -> ((Number) pause).longValue())
                                        .toList()));
    }

    private JsonObject asked(String what) {
        try {
            process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return new JsonObject(said.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
