package io.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.message.Payload;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that implementations of JSON Schema share. What is not supported has to be refused as a schema, not ignored. */
class SuiteTest {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "schemas");

    private static final Map<String, String> DIALECTS = Map.of(
            "draft-04", "http://json-schema.org/draft-04/schema#",
            "draft-07", "http://json-schema.org/draft-07/schema#",
            "draft-2019-09", "https://json-schema.org/draft/2019-09/schema",
            "draft-2020-12", "https://json-schema.org/draft/2020-12/schema");

    private final List<String> wrong = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int run;

    @ParameterizedTest
    @ValueSource(strings = {"draft-04", "draft-07", "draft-2019-09", "draft-2020-12"})
    void dataFitsAsTheSuiteSays(String draft) throws IOException {
        JsonArray suites = new JsonArray(Files.readString(DIRECTORY.resolve(draft + ".json")));

        for (Object suite : suites) {
            JsonObject named = (JsonObject) suite;
            named.getJsonArray("groups").forEach(group -> group(draft, named.getString("name"), (JsonObject) group));
        }

        assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
        assertThat(refused).as(String.join("\n", refused)).allMatch(SuiteTest::isKnown);
        assertThat(run).isGreaterThan(400);
    }

    /** Other documents are not fetched, and dynamic references with several targets not followed. */
    private static boolean isKnown(String refusal) {
        return refusal.contains("nothing else is fetched")
                || refusal.contains("a dynamic reference with one target only")
                || refusal.contains("/$schema: ");
    }

    private void group(String draft, String suite, JsonObject group) {
        Object schema = group.getValue("schema");
        if (schema instanceof JsonObject object && !object.containsKey("$schema")) {
            object.put("$schema", DIALECTS.get(draft));
        }
        String name = suite + ": " + group.getString("description");
        try {
            Schema compiled = Schema.of(Json.encode(schema));
            group.getJsonArray("tests").forEach(test -> test(name, compiled, (JsonObject) test));
        } catch (SchemaException e) {
            refused.add(name + ": " + e.getMessage());
        }
    }

    private void test(String name, Schema schema, JsonObject test) {
        Payload data = Payload.json(Json.encode(test.getValue("data")));
        try {
            PayloadReader.read(data);
        } catch (CodecException e) {
            return; // integers of more than 64 bits are no data
        }
        if (test.getString("description").endsWith("is only an annotation by default")) {
            return; // formats are checked
        }
        run++;
        if (schema.check(data).isEmpty() != test.getBoolean("valid")) {
            wrong.add(name + ": " + test.getString("description"));
        }
    }
}
