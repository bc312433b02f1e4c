package io.carillon.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which JSON Schema the data in a room has to fit, and where that was said.
 *
 * @param source the file, variable or option, for messages
 * @param setting the setting, for messages
 */
public record SchemaConfig(SchemaName name, String source, String setting) {

    private static final String KEY = "schema";
    private static final int NEWEST = Integer.MAX_VALUE;

    /** A problem with the schema, as all problems of a configuration are told. */
    public Violation violation(String found, String allowed) {
        return new Violation(source, setting, found, allowed);
    }

    /**
     * @param room the settings of a room
     * @param registry where subjects are, if there is one
     */
    static Optional<SchemaConfig> read(Section room, Optional<URI> registry) {
        Optional<SchemaName> name = room.sectionOrValue(KEY, file(), schema -> subject(room, schema, registry));
        return name.map(some -> new SchemaConfig(some, room.source(), room.path() + '.' + KEY));
    }

    private static Optional<SchemaName> subject(Section room, Section schema, Optional<URI> registry) {
        Optional<String> subject = schema.required("subject", Rule.text());
        int version = schema.value("version", version(), NEWEST);
        if (registry.isEmpty()) {
            room.violation(KEY, "a subject, and no schemas.registry.url", "a file, or a registry for the subject");
        }
        OptionalInt wanted = version == NEWEST ? OptionalInt.empty() : OptionalInt.of(version);
        return subject.flatMap(text -> registry.map(url -> new SchemaName.InRegistry(url, text, wanted)));
    }

    /** A file, or false for what has no schema although a less specific pattern has one. */
    private static Rule<SchemaName> file() {
        Rule<Path> file = Rule.file();
        return new Rule<>(
                "a file that can be read, false, or a map with subject and version",
                false,
                false,
                scalar -> {
                    boolean off = scalar.type() == Value.Type.FLAG && !Boolean.parseBoolean(scalar.text());
                    return off ? new SchemaName.None() : new SchemaName.InFile(file.read(scalar));
                },
                name -> name instanceof SchemaName.InFile in
                        ? file.write(in.file())
                        : new Value.Scalar(Value.Type.FLAG, "false", Origin.DEFAULT));
    }

    private static Rule<Integer> version() {
        Rule<Integer> number = Rule.integer(1, NEWEST - 1);
        return new Rule<>(
                "latest or a version, an integer from 1",
                false,
                false,
                scalar -> scalar.type() == Value.Type.TEXT && scalar.text().equals("latest")
                        ? Integer.valueOf(NEWEST)
                        : number.read(scalar),
                version -> version == NEWEST ? Value.Scalar.text("latest", Origin.DEFAULT) : number.write(version));
    }
}
