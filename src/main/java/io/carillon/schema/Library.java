package io.carillon.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.DialectRegistry;
import com.networknt.schema.path.PathType;
import com.networknt.schema.resource.SchemaLoader;
import com.networknt.schema.serialization.NodeReader;
import io.carillon.message.Misfit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes schemas with the library: all of a schema is looked at here, so that what cannot be used is refused now, and nothing
 * has to be read later. It reads its own metaschemas and what it is given, and nothing else, be it remote, a file, or on the
 * class path. Any thread.
 */
final class Library {

    /** The name of what has none. */
    private static final String ROOT = "schema://root/";

    private static final String STANDARD = "https?://json-schema\\.org/draft[-/][0-9-]+/(schema|meta/[a-z-]+)#?";

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .losslessNarrowing(true)
            .preloadSchema(false) // which forgives what cannot be loaded; it is done here
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(Expression::of)
            .build();

    private static final DialectRegistry DIALECTS = new BasicDialectRegistry(
            Arrays.stream(Draft.values()).map(Draft::dialect).toList());

    /** What values of any kind have to end with. */
    private static final List<JsonNode> SAMPLES = List.of(
            JsonNodeFactory.instance.nullNode(),
            JsonNodeFactory.instance.booleanNode(true),
            JsonNodeFactory.instance.numberNode(0),
            JsonNodeFactory.instance.textNode(""),
            JsonNodeFactory.instance.arrayNode(),
            JsonNodeFactory.instance.objectNode());

    /** JSON, whatever a document's name ends with. */
    private static final NodeReader READER = new NodeReader() {
        @Override
        public JsonNode readTree(String content, InputFormat format) throws IOException {
            return Nodes.read(content);
        }

        @Override
        public JsonNode readTree(InputStream content, InputFormat format) throws IOException {
            return Nodes.read(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    };

    private Library() {}

    /**
     * A schema that can be used.
     *
     * @param references what it refers to, by the names that it calls them
     */
    static Schema schema(Draft draft, JsonNode document, Map<String, JsonNode> references) throws SchemaException {
        lookAt(draft, document, "");
        for (Map.Entry<String, JsonNode> reference : references.entrySet()) {
            JsonNode other = reference.getValue();
            lookAt(Draft.of(other, draft), other, "(" + reference.getKey() + ")");
        }
        try {
            Schema schema = registry(draft, documents(draft, document, references))
                    .getSchema(SchemaLocation.of(ROOT), document);
            schema.initializeValidators();
            tryOut(schema);
            return schema;
        } catch (Reference.Unresolved e) {
            throw e.told();
        } catch (com.networknt.schema.SchemaException e) {
            throw new SchemaException("", "what cannot be used (" + e.getMessage() + ")", "a JSON Schema");
        } catch (StackOverflowError e) {
            throw new SchemaException("", "schemas that go too deep", "fewer within each other");
        }
    }

    /** Against the schema that all schemas of the draft have to meet. */
    private static void lookAt(Draft draft, JsonNode document, String name) throws SchemaException {
        Schema standard =
                Metaschemas.REGISTRY.getSchema(SchemaLocation.of(draft.dialect().getId()));
        List<Misfit> misfits = Walk.ofTrusted().through(standard, document);
        if (!misfits.isEmpty()) {
            Misfit first = misfits.get(0);
            throw new SchemaException(name + first.path(), first.reason(), "what JSON Schema has there");
        }
    }

    /** The library's own documents, for all. */
    private static final class Metaschemas {
        static final SchemaRegistry REGISTRY = registry(Draft.DRAFT_2020_12, Map.of());
    }

    private static SchemaRegistry registry(Draft draft, Map<String, String> documents) {
        SchemaLoader loader = SchemaLoader.builder()
                .allow(iri ->
                        documents.containsKey(iri.toString()) || iri.toString().matches(STANDARD))
                .resourceLoaders(loaders -> loaders.resources(documents))
                .build();
        return SchemaRegistry.withDefaultDialectId(
                draft.dialect().getId(),
                builder -> builder.schemaRegistryConfig(CONFIG)
                        .dialectRegistry(DIALECTS)
                        .nodeReader(READER)
                        .schemaLoader(loader));
    }

    /** By all names that references to them may come to: relative to where each schema says that it is, or as they are. */
    private static Map<String, String> documents(Draft draft, JsonNode document, Map<String, JsonNode> references) {
        Map<String, JsonNode> all = new LinkedHashMap<>(references);
        all.put("", document);
        Map<String, String> documents = new HashMap<>();
        references.forEach((name, text) -> {
            documents.put(AbsoluteIri.resolve(ROOT, name), text.toString());
            all.values().forEach(other -> {
                String base = draft.dialect().readId(other);
                documents.put(AbsoluteIri.resolve(base == null ? ROOT : base, name), text.toString());
            });
        });
        return documents;
    }

    /** References in a circle that comes to no property and no item never end. */
    private static void tryOut(Schema schema) throws SchemaException {
        for (JsonNode sample : SAMPLES) {
            if (Walk.ofData(0).through(schema, sample).contains(Walk.TOO_LONG)) {
                throw new SchemaException("", "references in a circle", "ones that come to a property or an item");
            }
        }
    }

    /** A JSON pointer into the schema, after the name of the document where it is another one. */
    static String where(SchemaLocation location) {
        String document = String.valueOf(location.getAbsoluteIri());
        String pointer = location.getFragment().toString();
        return document.equals(ROOT) ? pointer : "(" + document.replaceFirst("^" + ROOT, "") + ")" + pointer;
    }
}
