package io.carillon.schema;

import static io.carillon.support.SchemaRegistry.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.ConfigLoader;
import io.carillon.config.SchemaName;
import io.carillon.message.ErrorCode;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.support.SchemaRegistry;
import io.carillon.support.SchemaRegistry.Mood;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Schemas of files, and of a registry over real HTTP, which does what registries do. */
@Timeout(60)
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class SchemasTest {

    private static final String NUMBER = "{\"type\": \"number\"}";
    private static final String TEXT = "{\"type\": \"string\"}";

    private final Vertx vertx = Vertx.vertx();
    private final SchemaRegistry registry = new SchemaRegistry();

    @TempDir
    private Path directory = Path.of("");

    private Config config;
    private Schemas schemas = Schemas.NONE;

    @AfterEach
    void stop() throws Exception {
        schemas.close();
        registry.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void load(String yaml) {
        config = ConfigLoader.parse(yaml, directory).config();
        schemas = Schemas.of(config);
    }

    private void start(String room) throws Exception {
        load("schemas: {registry: {url: '" + registry.url() + "', refresh: 1s}}\nrooms: {a: {schema: " + room + "}}");
        schemas.start(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private String check(String room, String data) {
        SchemaName name = config.rooms().of(new RoomName(room)).schema().orElse(null);
        RefusedException refused = name == null ? null : schemas.check(name, Payload.json(data));
        return refused == null ? "fits" : refused.code().code();
    }

    @Test
    void theMostSpecificPatternThatNamesASchemaCounts() throws IOException {
        Files.writeString(directory.resolve("n.json"), NUMBER);
        Files.writeString(directory.resolve("t.json"), TEXT);
        load(
                "rooms: {'a:**': {schema: n.json}, 'a:b:*': {publish: anyone}, 'a:t': {schema: t.json}, 'a:no': {schema: false}}");

        assertThat(check("a:x", "1")).isEqualTo("fits");
        assertThat(check("a:x", "\"1\"")).isEqualTo("invalid_data");
        assertThat(check("a:b:c", "\"1\"")).isEqualTo("invalid_data");
        assertThat(check("a:t", "\"1\"")).isEqualTo("fits");
        assertThat(check("a:t", "1")).isEqualTo("invalid_data");
        assertThat(check("a:no", "[]")).isEqualTo("fits");
        assertThat(check("b", "[]")).isEqualTo("fits");
    }

    @Test
    void aRefusalNamesTheFirstPlaceAndCarriesAll() throws IOException {
        Files.writeString(directory.resolve("n.json"), "{\"items\": {\"type\": \"number\"}}");
        load("rooms: {a: {schema: n.json}}");

        RefusedException refused = schemas.check(
                config.rooms().of(new RoomName("a")).schema().orElseThrow(), Payload.json("[1, null, true]"));

        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_DATA);
        assertThat(refused.reason())
                .isEqualTo(
                        "data does not fit the room's schema: /1: found null: null found, number expected, and 1 more");
        assertThat(refused.paths()).extracting(Misfit::path).containsExactly("/1", "/2");
    }

    @Test
    void allFilesThatAreNoSchemasAreToldWithTheirPlaces() throws IOException {
        Files.writeString(directory.resolve("a.json"), "{\"properties\": {\"x\": {\"type\": 1}}}");
        Files.writeString(directory.resolve("b.json"), "{");
        Files.write(directory.resolve("c.json"), new byte[] {(byte) 0xFF});

        assertThatThrownBy(() -> load("rooms:\n  a: {schema: a.json}\n  b: {schema: b.json}\n  c: {schema: c.json}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 2: rooms.a.schema: found " + directory.resolve("a.json")
                        + " (at /properties/x/type: found 1: ")
                .hasMessageContaining("line 3: rooms.b.schema: found " + directory.resolve("b.json") + " (no JSON")
                .hasMessageContaining("line 4: rooms.c.schema: found " + directory.resolve("c.json"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rooms: {a: {schema: none.json}}                 | rooms.a.schema: found "none.json" (no such file)
            rooms: {a: {schema: true}}                      | rooms.a.schema: found true
            rooms: {a: {schema: [x]}}                       | rooms.a.schema: found a list
            rooms: {a: {schema: {subject: s}}}              | rooms.a.schema: found a subject, and no schemas.registry.url
            rooms: {a: {schema: {version: 1}}}              | rooms.a.schema.subject: found nothing
            rooms: {a: {schema: {subject: s, version: 0}}}  | rooms.a.schema.version: found 0; allowed: latest or a version
            rooms: {a: {schema: {subject: s, version: new}}} | rooms.a.schema.version: found "new"
            rooms: {a: {schema: {subject: s, id: 3}}}       | rooms.a.schema.id: found an unknown key
            schemas: {registry: {url: 'ftp://x'}}           | schemas.registry.url: found "ftp://x"
            schemas: {registry: {url: 'http://u:p@x'}}      | schemas.registry.url: found a URL with a user
            schemas: {registry: {url: 'http://x?a=b'}}      | schemas.registry.url: found a URL with a query
            schemas: {registry: {user: u}}                  | schemas.registry.user: found one of user and password
            schemas: {registry: {user: u, password: p, token: t}} | schemas.registry.token: found token and user
            schemas: {registry: {token: 't u'}}             | schemas.registry.token: found a text with characters
            schemas: {registry: {refresh: 1ms}}             | schemas.registry.refresh: found "1ms"
            """)
    void mistakesOfTheConfigurationAreTold(String yaml, String message) {
        assertThatThrownBy(() -> load(yaml)).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }

    @Test
    void theLatestVersionIsFollowedAndAFixedOneIsNot() throws Exception {
        registry.put("s", NUMBER);
        load("schemas: {registry: {url: '" + registry.url() + "', refresh: 1s}}\n"
                + "rooms: {a: {schema: {subject: s}}, b: {schema: {subject: s, version: 1}}}");
        schemas.start(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(check("a", "\"x\"")).isEqualTo("invalid_data");

        registry.put("s", TEXT);

        until(() -> check("a", "\"x\"").equals("fits"));
        assertThat(check("a", "1")).isEqualTo("invalid_data");
        assertThat(check("b", "1")).isEqualTo("fits");
        assertThat(registry.asked().stream().filter(path -> path.endsWith("/1")))
                .hasSize(1);
    }

    @Test
    void aSubjectIsOneStepOfThePathWhateverItIsCalled() throws Exception {
        registry.put("a b+c%ä", NUMBER);

        start("{subject: 'a b+c%ä'}");

        assertThat(check("a", "1")).isEqualTo("fits");
        assertThat(registry.asked()) // once a second
                .containsOnly("/registry/subjects/a%20b%2Bc%25%C3%A4/versions/latest");
    }

    @Test
    void referencesAreFetchedToo() throws Exception {
        registry.put("zip", NUMBER)
                .put(
                        "address",
                        new JsonObject()
                                .put("schema", "{\"properties\": {\"zip\": {\"$ref\": \"zip.json\"}}}")
                                .put("references", SchemaRegistry.reference("zip.json", "zip", 1)))
                .put(
                        "person",
                        new JsonObject()
                                .put("schemaType", "JSON")
                                .put("schema", "{\"properties\": {\"home\": {\"$ref\": \"address.json\"}}}")
                                .put("references", SchemaRegistry.reference("address.json", "address", 1)));

        start("{subject: person, version: 1}");

        assertThat(check("a", "{\"home\": {\"zip\": 1}}")).isEqualTo("fits");
        assertThat(check("a", "{\"home\": {\"zip\": \"1\"}}")).isEqualTo("invalid_data");
    }

    @Test
    void whoeverDemandsAPasswordGetsIt() throws Exception {
        registry.put("s", NUMBER).demand("Basic dTpww6Q=");
        load("schemas: {registry: {url: '" + registry.url()
                + "', user: u, password: pä}}\nrooms: {a: {schema: {subject: s}}}");

        schemas.start(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(schemas.isReady()).isTrue();
    }

    @Test
    void whoeverDemandsATokenGetsIt() throws Exception {
        registry.put("s", NUMBER).demand("Bearer a.b-c");
        load("schemas: {registry: {url: '" + registry.url() + "', token: a.b-c}}\nrooms: {a: {schema: {subject: s}}}");

        schemas.start(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(schemas.isReady()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            AVRO     | "string"               | found a schema of the type AVRO; allowed: JSON, for a JSON Schema
            PROTOBUF | syntax = "proto3";     | found a schema of the type PROTOBUF; allowed: JSON
                     | {"type": "record"} | a schema without schemaType, perhaps of Avro: found at /type: found "record"
            """)
    void schemasOfOtherKindsAreRefusedByName(String type, String text, String problem) throws Exception {
        JsonObject version = new JsonObject().put("schema", text);
        registry.put("s", type == null ? version : version.put("schemaType", type));

        start("{subject: s}");

        SchemaName name = config.rooms().of(new RoomName("a")).schema().orElseThrow();
        assertThat(schemas.describe(name)).contains("which cannot be had: " + problem);
        assertThat(check("a", "1")).isEqualTo("unavailable");
    }

    @ParameterizedTest
    @EnumSource(names = "WELL", mode = EnumSource.Mode.EXCLUDE)
    void withoutARegistryAtTheStartNobodyIsReadyUntilItIsBack(Mood mood) throws Exception {
        registry.put("s", NUMBER).mood(mood);

        start("{subject: s}");

        assertThat(schemas.isReady()).isFalse();
        assertThat(check("a", "1")).isEqualTo("unavailable");

        registry.mood(Mood.WELL);
        until(schemas::isReady);
        assertThat(check("a", "1")).isEqualTo("fits");
    }

    @ParameterizedTest
    @EnumSource(names = "WELL", mode = EnumSource.Mode.EXCLUDE)
    void theLastGoodOneStaysWhileTheRegistryIsAway(Mood mood) throws Exception {
        registry.put("s", NUMBER);
        start("{subject: s}");
        int before = registry.asked().size();

        registry.mood(mood);
        registry.awaitAsked(before + 2);

        assertThat(check("a", "1")).isEqualTo("fits");
        assertThat(check("a", "\"1\"")).isEqualTo("invalid_data");
        assertThat(schemas.isReady()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"schemaType": "JSON", "schema": "{\\"type\\": 1}"}
            {"schemaType": "JSON", "schema": "{"}
            {"schemaType": "JSON", "schema": 1}
            {"schemaType": "AVRO", "schema": "\\"string\\""}
            {"schema": "{\\"type\\": \\"record\\"}"}
            {"schemaType": "JSON", "schema": "{}", "references": [1]}
            {"schemaType": "JSON", "schema": "{}", "references": [{"name": "x", "subject": "none", "version": 1}]}
            {"schemaType": "JSON", "schema": "{\\"$ref\\": \\"y\\"}", "references": [{"name": "x", "subject": "s", "version": 1}]}
            {"schemaType": "JSON", "schema": "{\\"$ref\\": \\"http://127.0.0.1:1/x\\"}"}
            """)
    void aVersionThatCannotBeUsedDoesNotReplaceOneThatCan(String version) throws Exception {
        registry.put("s", NUMBER);
        start("{subject: s}");
        int before = registry.asked().size();

        registry.put("s", new JsonObject(version));
        registry.awaitAsked(before + 2);

        assertThat(check("a", "1")).isEqualTo("fits");
        assertThat(check("a", "\"1\"")).isEqualTo("invalid_data");
    }

    @Test
    void aSubjectThatIsNotThereIsWaitedFor() throws Exception {
        start("{subject: s}");
        SchemaName name = config.rooms().of(new RoomName("a")).schema().orElseThrow();

        assertThat(schemas.isReady()).isFalse();
        assertThat(schemas.describe(name)).contains("status 404, error_code 40401 (Subject 's' not found.)");

        registry.put("s", NUMBER);
        until(schemas::isReady);
        assertThat(schemas.describe(name)).isEqualTo("subject s version 1 of " + registry.url());
    }
}
