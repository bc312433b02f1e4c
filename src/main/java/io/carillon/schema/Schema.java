package io.carillon.schema;

import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema, compiled: draft 4, 7, 2019-09 or 2020-12, which is also what holds where {@code $schema} is missing. Neither
 * schema nor data can make a check run without end: its work is bounded by the size of the data. Immutable; any thread.
 */
final class Schema {

    /** The largest document, in bytes. */
    static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 128;
    private static final int MOST_VALUES = 50_000;

    /** What any check may take, in steps of some ns, and what it may take more for each byte of data. */
    private static final long WORK = 500_000;

    private static final long WORK_FOR_BYTE = 20;

    private final Check root;

    private Schema(Check root) {
        this.root = root;
    }

    /** Compiles a document that refers to itself only. */
    static Schema of(String text) throws SchemaException {
        return of(text, Map.of());
    }

    /**
     * Compiles a document.
     *
     * @param references what it refers to, by the names that it calls them
     */
    @SuppressWarnings("unchecked")
    static Schema of(String text, Map<String, String> references) throws SchemaException {
        Object tree = tree(text);
        Draft draft = draft(tree);
        Resources resources = new Resources(draft);
        for (Map.Entry<String, String> reference : references.entrySet()) {
            if (tree(reference.getValue()) instanceof Map<?, ?> map) {
                resources.add(
                        name(reference.getKey()),
                        new Words((Map<String, @Nullable Object>) map, "(" + reference.getKey() + ")"));
            }
        }
        if (tree instanceof Map<?, ?> map) {
            resources.add(Resources.ROOT, new Words((Map<String, @Nullable Object>) map, ""));
        }
        try {
            return new Schema(new Compiler(draft, resources).compile(tree));
        } catch (StackOverflowError e) { // by a chain of references
            throw new SchemaException("", "schemas that go too deep", "up to " + DEEPEST + " within each other");
        }
    }

    private static URI name(String reference) throws SchemaException {
        try {
            return Resources.ROOT.resolve(reference);
        } catch (IllegalArgumentException e) {
            throw new SchemaException("", "a reference " + Values.shown(reference), "one that is a URI reference");
        }
    }

    private static Draft draft(@Nullable Object tree) throws SchemaException {
        if (!(tree instanceof Map<?, ?> map) || !map.containsKey("$schema")) {
            return Draft.DRAFT_2020_12;
        }
        String name = map.get("$schema") instanceof String text ? text : "";
        return Draft.of(name)
                .orElseThrow(() -> new SchemaException("/$schema", Values.shown(map.get("$schema")), Draft.ALL));
    }

    private static @Nullable Object tree(String text) throws SchemaException {
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw new SchemaException("", "more than " + LARGEST / 1024 + " KiB", "a smaller schema");
        }
        try {
            return copy(Json.decodeValue(text), 0, new int[] {MOST_VALUES});
        } catch (DecodeException e) {
            throw new SchemaException("", "no JSON (" + line(e) + ")", "a JSON Schema");
        }
    }

    private static String line(DecodeException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.replaceFirst("^Failed to decode:? ?", "").replaceAll("Source: .*?; line", "line");
    }

    /** With numbers of the kinds that data has, and larger ones as they are. */
    private static @Nullable Object copy(@Nullable Object value, int depth, int[] left) throws SchemaException {
        if (depth > DEEPEST || left[0]-- == 0) {
            throw new SchemaException(
                    "",
                    depth > DEEPEST ? "values within values without end" : "values without end",
                    "up to " + DEEPEST + " levels and " + MOST_VALUES + " values");
        }
        if (value instanceof JsonObject object) {
            return copy(object.getMap(), depth, left);
        }
        if (value instanceof JsonArray array) {
            return copy(array.getList(), depth, left);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                copy.put((String) entry.getKey(), copy(entry.getValue(), depth + 1, left));
            }
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object item : list) {
                copy.add(copy(item, depth + 1, left));
            }
            return copy;
        }
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }

    /** Where the data does not fit, up to {@link Walk#MOST} places; none where it does. In time bounded by its size. */
    List<Misfit> check(Payload data) {
        Walk walk = new Walk(WORK + WORK_FOR_BYTE * data.bytes().length);
        try {
            root.fits(PayloadReader.read(data), walk);
            return walk.found();
        } catch (CodecException e) { // readers of packets take no such data
            return List.of(new Misfit("", String.valueOf(e.getMessage())));
        } catch (TooMuchException | StackOverflowError e) {
            return List.of(new Misfit(walk.path(), "to check this against the schema takes too long"));
        }
    }
}
