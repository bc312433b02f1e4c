package io.carillon.cli;

import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.config.RoomConfig;
import io.carillon.config.SchemaConfig;
import io.carillon.config.SchemaName;
import io.carillon.message.ErrorCode;
import io.carillon.message.NamePattern;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.schema.Schemas;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A dry run: whether data could be published to a room, as far as its schema goes. */
@Command(
        name = "check",
        description = "Tells which schema holds for a room, and whether data fits it. Nothing is published.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit status: 0 the data fits, or the room has no schema; 1 it does not, or the registry cannot be asked;",
            "2 bad configuration, schema or arguments.",
            "",
            "Examples:",
            "  carillon schema check orders:eu order.json --config carillon.yaml",
            "  echo '{\"qty\": 1}' | carillon schema check orders:eu - --config carillon.yaml"
        })
final class SchemaCheck implements Callable<Integer> {

    private static final long PATIENCE = 60;

    private final Map<String, String> environment;
    private final InputStream in;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room's name.")
    private String room = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The data, as JSON; - for standard input.")
    private String file = "";

    @Mixin
    private FileOptions files = new FileOptions();

    SchemaCheck(Map<String, String> environment, InputStream in) {
        this.environment = environment;
        this.in = in;
    }

    @Override
    public Integer call() throws Exception {
        RoomName name = name();
        Config config = ConfigLoader.load(files.sources(environment, false, ConfigSources.Options.NONE))
                .config();
        Schemas schemas = Schemas.of(config);
        Payload data = data();
        Map.Entry<NamePattern, RoomConfig> found = config.rooms().schemaOf(name).orElse(null);
        SchemaName schema = found == null
                ? new SchemaName.None()
                : found.getValue().schema().map(SchemaConfig::name).orElseThrow();
        print("room " + name);
        print("pattern " + (found == null ? "none" : found.getKey()));
        if (schema instanceof SchemaName.None) {
            print("schema none");
            print("fits");
            return ExitStatus.OK.code();
        }
        return schema instanceof SchemaName.InRegistry ? fetched(schemas, schema, data) : check(schemas, schema, data);
    }

    private int fetched(Schemas schemas, SchemaName schema, Payload data) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            schemas.start(vertx).toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
            return check(schemas, schema, data);
        } finally {
            schemas.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        }
    }

    private int check(Schemas schemas, SchemaName schema, Payload data) {
        @Nullable RefusedException refused = schemas.check(schema, data);
        if (refused != null && refused.code() == ErrorCode.UNAVAILABLE) {
            throw new IllegalStateException(schemas.describe(schema));
        }
        print("schema " + schemas.describe(schema));
        print(refused == null ? "fits" : "does not fit");
        if (refused == null) {
            return ExitStatus.OK.code();
        }
        refused.paths()
                .forEach(misfit -> print("  " + (misfit.path().isEmpty() ? "(whole)" : misfit.path()) + ": "
                        + misfit.reason().replaceAll("\\p{Cntrl}", "?")));
        return ExitStatus.FAILED.code();
    }

    private RoomName name() {
        try {
            return new RoomName(room);
        } catch (IllegalArgumentException e) {
            throw misused("ROOM", room, "a room's name");
        }
    }

    private Payload data() {
        String text = text();
        try {
            Json.decodeValue(text); // one value, and nothing behind it
            Payload data = Payload.json(text);
            PayloadReader.read(data);
            return data;
        } catch (DecodeException | CodecException e) {
            throw misused("FILE", file, "one JSON value, as messages have it");
        }
    }

    private String text() {
        try {
            return file.equals("-")
                    ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (CharacterCodingException e) {
            throw misused("FILE", file, "a text file in UTF-8");
        } catch (IOException | IllegalArgumentException e) {
            throw misused("FILE", file, "a file that can be read, or -");
        }
    }

    private ParameterException misused(String argument, String found, String allowed) {
        return new ParameterException(spec.commandLine(), argument + ": found \"" + found + "\"; allowed: " + allowed);
    }

    private void print(String line) {
        Main.print(spec.commandLine().getOut(), line + System.lineSeparator());
    }
}
