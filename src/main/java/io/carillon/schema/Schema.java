package io.carillon.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.codec.CodecException;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON Schema, made by the library: draft 4, 6, 7, 2019-09 or 2020-12, which is also what holds where {@code $schema} is
 * missing. Data cannot make a check run without end: its work is bounded by the size of the data. Any thread.
 */
final class Schema {

    /** The largest document, in bytes. */
    static final int LARGEST = 256 * 1024;

    private final com.networknt.schema.Schema library;

    private Schema(com.networknt.schema.Schema library) {
        this.library = library;
    }

    /** Makes one of a document that refers to itself only. */
    static Schema of(String text) throws SchemaException {
        return of(text, Map.of());
    }

    /**
     * Makes one of a document. Takes some ms, the first time some hundred.
     *
     * @param references what it refers to, by the names that it calls them
     */
    static Schema of(String text, Map<String, String> references) throws SchemaException {
        JsonNode document = document(text, "");
        Map<String, JsonNode> others = new HashMap<>();
        for (Map.Entry<String, String> reference : references.entrySet()) {
            others.put(reference.getKey(), document(reference.getValue(), "(" + reference.getKey() + ")"));
        }
        return new Schema(Library.schema(Draft.of(document, Draft.DRAFT_2020_12), document, others));
    }

    private static JsonNode document(String text, String name) throws SchemaException {
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw new SchemaException(name, "more than " + LARGEST / 1024 + " KiB", "a smaller schema");
        }
        try {
            JsonNode document = Nodes.read(text);
            if (document.isObject() || document.isBoolean()) {
                return document;
            }
            String found = document.isMissingNode() ? "nothing" : Nodes.shown(document);
            throw new SchemaException(name, found, "a schema, which is an object, true or false");
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            String problem = e.getOriginalMessage().replaceAll("\\[Source: .*?; line", "[line");
            throw new SchemaException(name, "no JSON (" + problem + where + ")", "a JSON Schema");
        } catch (Nodes.NumberException e) {
            throw new SchemaException(name, "numbers that are too large", "some up to 1.8e308");
        }
    }

    /** Where the data does not fit, up to {@link Walk#MOST} places; none where it does. In time bounded by its size. */
    List<Misfit> check(Payload data) {
        try {
            return Walk.ofData(data.bytes().length).through(library, Nodes.read(data));
        } catch (Nodes.NumberException e) {
            return List.of(new Misfit("", String.valueOf(e.getMessage())));
        } catch (CodecException | UncheckedIOException e) { // no reader of packets takes such data
            return List.of(new Misfit("", "not a value in " + data.format()));
        } catch (com.networknt.schema.SchemaException e) { // a dynamic reference that leads nowhere
            return List.of(new Misfit("", "the schema cannot be applied: " + e.getMessage()));
        }
    }
}
