package io.carillon.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The endpoints that ship: settings that an endpoint begins with. They are the files in {@code conf/presets}. */
final class Presets {

    static final List<String> NAMES = List.of(EndpointConfig.CARILLON, "zenith", "tachyon");

    private Presets() {}

    /** What a preset says. */
    static Value.Entries of(String name) {
        Violations violations = new Violations();
        Value value = Yaml.read(text(name), line -> new Origin("preset " + name + ":" + line, Path.of("")), violations);
        violations.throwIfAny();
        return (Value.Entries) value;
    }

    private static String text(String name) {
        try (InputStream file = Presets.class.getResourceAsStream("presets/" + name + ".yaml")) {
            if (file == null) {
                throw new IllegalStateException("the preset " + name + " is not in the program");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
