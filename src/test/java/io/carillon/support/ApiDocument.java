package io.carillon.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The AsyncAPI document, and whether a message is as it says. */
public final class ApiDocument {

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("https://carillon.example/")
            .setDraft(Draft.DRAFT7)
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject root;
    private final Map<String, Validator> validators = new HashMap<>();

    private ApiDocument(JsonObject root) {
        this.root = root;
    }

    /** Reads YAML, in which every reference has to lead somewhere. */
    public static ApiDocument parse(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new ApiDocument((JsonObject) json(tree));
    }

    /** The one in the program. */
    public static ApiDocument ofProgram() {
        try (InputStream file = ApiDocument.class.getResourceAsStream("/asyncapi.yaml")) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonObject root() {
        return root;
    }

    public Set<String> messages() {
        return root.getJsonObject("components").getJsonObject("messages").fieldNames();
    }

    /** What is wrong with a message of a kind; empty where nothing is. */
    public String problem(String kind, Map<String, ?> message) {
        return problem("#/components/messages/" + kind + "/payload", json(message));
    }

    /** What is wrong with the result of a request of a kind. */
    public String resultProblem(String kind, Object result) {
        return problem("#/components/messages/" + kind + "/x-result", json(result));
    }

    /** The kind of what a server said: its type, but for the messages of {@code $server}. */
    public static String kindOf(Map<String, ?> heard) {
        String type = (String) heard.get("type");
        return type.equals("message") && "$server".equals(heard.get("room")) ? "serverInfo" : type;
    }

    private String problem(String reference, Object value) {
        Validator validator = validators.computeIfAbsent(reference, pointer -> {
            JsonObject schema = (JsonObject) resolved(find(pointer));
            return Validator.create(JsonSchema.of(schema), OPTIONS);
        });
        OutputUnit found = validator.validate(value);
        return found.getValid() ? "" : String.valueOf(found.getErrors());
    }

    /** What a reference leads to. */
    public Object find(String reference) {
        if (!reference.startsWith("#/")) {
            throw new AssertionError("a reference to somewhere else: " + reference);
        }
        Object at = root;
        for (String step : reference.substring(2).split("/")) {
            at = at instanceof JsonObject map ? map.getValue(step) : null;
            if (at == null) {
                throw new AssertionError(reference + " leads nowhere");
            }
        }
        return at;
    }

    /** A copy with what references lead to in their place; none of them may lead to itself. */
    public Object resolved(Object value) {
        if (value instanceof JsonObject map) {
            if (map.getValue("$ref") instanceof String reference) {
                return resolved(find(reference));
            }
            JsonObject copy = new JsonObject();
            map.forEach(entry -> copy.put(entry.getKey(), resolved(entry.getValue())));
            return copy;
        }
        if (value instanceof JsonArray list) {
            JsonArray copy = new JsonArray();
            list.forEach(element -> copy.add(resolved(element)));
            return copy;
        }
        return value;
    }

    /** As a JSON object, with what JSON has no kind of value for as the text that the server makes of it. */
    private static Object json(Object value) {
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((name, entry) -> object.put((String) name, json(entry)));
            return object;
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(element -> array.add(json(element)));
            return array;
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof Instant time ? time.toString() : value;
    }
}
