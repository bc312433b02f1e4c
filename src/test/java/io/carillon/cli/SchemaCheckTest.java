package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.SchemaRegistry;
import io.carillon.support.SchemaRegistry.Mood;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The dry run of publications, in this process. */
class SchemaCheckTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory = Path.of("");

    private Path config = Path.of("");

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(
                directory.resolve("order.json"),
                "{\"required\": [\"qty\"], \"properties\": {\"qty\": {\"type\": \"integer\"}, \"note\": {\"type\": \"string\"}}}");
        config = Files.writeString(directory.resolve("c.yaml"), "rooms: {'orders:*': {schema: order.json}}");
    }

    private int run(String in, String... arguments) {
        Complaints complaints = new Complaints();
        SchemaCheck check = new SchemaCheck(Map.of(), new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)));
        return new CommandLine(check)
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void saysThatDataFitsAndWhichSchemaThatWas() {
        assertThat(run("{\"qty\": 1}", "orders:eu", "-", "--config", config.toString()))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "room orders:eu", "pattern orders:*", "schema file " + directory.resolve("order.json"), "fits");
    }

    @Test
    void tellsAllPlacesThatDoNotFitWithStatusOne() throws IOException {
        Path data = Files.writeString(directory.resolve("data.json"), "{\"qty\": 1.5, \"note\": null}");

        assertThat(run("", "orders:eu", data.toString(), "--config", config.toString()))
                .isEqualTo(1);
        assertThat(out.toString().lines())
                .endsWith(
                        "does not fit",
                        "  /qty: found 1.5: number found, integer expected",
                        "  /note: found null: null found, string expected");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anythingFitsWhereThereIsNoSchema() {
        assertThat(run("1", "news", "-", "--config", config.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly("room news", "pattern none", "schema none", "fits");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a*        | -         | 1      | ROOM: found "a*"
            orders:eu | none.json | 1      | FILE: found "none.json"; allowed: a file that can be read, or -
            orders:eu | -         | {      | FILE: found "-"; allowed: one JSON value
            orders:eu | -         | 1 2    | FILE: found "-"; allowed: one JSON value
            orders:eu | -         | 99999999999999999999 | FILE: found "-"; allowed: one JSON value
            """)
    void refusesWhatIsMisusedWithStatusTwo(String room, String file, String in, String message) {
        assertThat(run(in, room, file, "--config", config.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesASchemaThatIsNoneWithStatusTwo() throws IOException {
        Files.writeString(directory.resolve("order.json"), "{\"type\": \"text\"}");

        assertThat(run("1", "orders:eu", "-", "--config", config.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("c.yaml:1: rooms.\"orders:*\".schema: found", "at /type: found \"text\"");
    }

    @Test
    void asksTheRegistryAndSaysWhichVersionThatWas() {
        try (SchemaRegistry registry = new SchemaRegistry().put("s", "{}").put("s", "{\"type\": \"null\"}")) {
            String[] arguments = {
                "a",
                "-",
                "--set",
                "schemas.registry.url=" + registry.url(),
                "--set",
                "rooms={a: {schema: {subject: s}}}"
            };

            assertThat(run("1", arguments)).isEqualTo(1);
            assertThat(out.toString())
                    .contains(
                            "schema subject s version 2 of " + registry.url(),
                            "(whole): found 1: integer found, null expected");

            registry.mood(Mood.BROKEN);
            assertThat(run("1", arguments)).isEqualTo(1);
            assertThat(err.toString()).contains("which cannot be had: status 500, error_code 50001");
        }
    }
}
