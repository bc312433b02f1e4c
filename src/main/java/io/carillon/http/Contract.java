package io.carillon.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The OpenAPI document, from which the API's routes, parameters, media types and scopes are taken. A document that says what
 * is not understood here (another kind of parameter, say) is refused, so that nothing in it is passed over. Immutable.
 */
final class Contract {

    private static final String FILE = "/openapi.yaml";
    private static final String PARAMETERS = "parameters";
    private static final Set<String> KINDS = Set.of("string", "integer", "boolean");

    private final byte[] text;
    private final JsonObject root;
    private final String base;
    private final List<ApiOperation> operations = new ArrayList<>();

    private Contract(byte[] text) {
        this.text = text;
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(new String(text, StandardCharsets.UTF_8));
        this.root = new JsonObject(map(tree));
        this.base = String.valueOf(root.getJsonArray("servers").getJsonObject(0).getString("url"));
        for (String path : root.getJsonObject("paths").fieldNames()) {
            JsonObject item = root.getJsonObject("paths").getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (!method.equals(PARAMETERS)) {
                    operations.add(operation(path, method, item));
                }
            }
        }
    }

    /** The one in the program; blocks. */
    static Contract ofProgram() {
        try (InputStream file = Contract.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in the program");
            }
            return new Contract(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws RuntimeException where it cannot be read, or says what is not understood
     */
    static Contract parse(String yaml) {
        return new Contract(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // YAML has other keys than texts, this document has none
    private static Map<String, Object> map(Object tree) {
        return (Map<String, Object>) tree;
    }

    private ApiOperation operation(String path, String method, JsonObject item) {
        JsonObject json = item.getJsonObject(method);
        PathTemplate template = PathTemplate.of(path);
        List<Parameter> parameters = Stream.of(item, json)
                .map(part -> part.getJsonArray(PARAMETERS, new JsonArray()))
                .flatMap(JsonArray::stream)
                .map(each -> parameter(resolved((JsonObject) each)))
                .toList();
        Set<String> inPath = parameters.stream()
                .filter(parameter -> parameter.in() == Parameter.In.PATH)
                .map(Parameter::name)
                .collect(Collectors.toSet());
        if (!inPath.equals(Set.copyOf(template.parameters()))) {
            throw new IllegalStateException(path + " has other parameters than are described: " + inPath);
        }
        JsonArray security = json.getJsonArray("security", root.getJsonArray("security"));
        return new ApiOperation(
                String.valueOf(json.getString("operationId")),
                HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                template,
                parameters,
                mediaTypes(json.getJsonObject("requestBody")),
                mediaTypes(json.getJsonObject("responses").getJsonObject("200")),
                scopes(security),
                security.stream().anyMatch(each -> ((JsonObject) each).containsKey("tokenInQuery")));
    }

    private Parameter parameter(JsonObject json) {
        String name = String.valueOf(json.getString("name"));
        JsonObject schema = resolved(json.getJsonObject("schema"));
        if (!KINDS.contains(schema.getString("type"))) {
            throw new IllegalStateException("the parameter " + name + " is of no kind that is read here");
        }
        return new Parameter(
                name,
                Parameter.In.valueOf(String.valueOf(json.getString("in")).toUpperCase(Locale.ROOT)),
                json.getBoolean("required", false),
                schema);
    }

    private Set<String> mediaTypes(@Nullable JsonObject part) {
        return part == null
                ? Set.of()
                : resolved(part).getJsonObject("content", new JsonObject()).fieldNames();
    }

    /** Whichever way a token comes, it needs the same. */
    private static Set<String> scopes(JsonArray security) {
        Set<String> scopes = new LinkedHashSet<>();
        security.forEach(way -> ((JsonObject) way)
                .forEach(entry -> ((JsonArray) entry.getValue()).forEach(scope -> scopes.add((String) scope))));
        return scopes;
    }

    private JsonObject resolved(JsonObject json) {
        String reference = json.getString("$ref");
        if (reference == null) {
            return json;
        }
        JsonObject at = root;
        for (String step : reference.substring("#/".length()).split("/")) {
            at = at.getJsonObject(step);
        }
        return at;
    }

    /** The document, in UTF-8; not to be changed. */
    byte[] text() {
        return text;
    }

    /** What all paths begin with. */
    String base() {
        return base;
    }

    List<ApiOperation> operations() {
        return operations;
    }

    /** The operations at a path, whatever their method. */
    List<ApiOperation> at(List<String> path) {
        return operations.stream()
                .filter(operation -> operation.path().match(path).isPresent())
                .toList();
    }
}
