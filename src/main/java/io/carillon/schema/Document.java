package io.carillon.schema;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A version of a subject, as a registry gives it.
 *
 * @param version its number
 * @param typed whether the registry has said that it is a JSON Schema
 * @param text the schema
 * @param references what it refers to
 */
record Document(int version, boolean typed, String text, List<Reference> references) {

    /**
     * What a schema refers to.
     *
     * @param name how the schema calls it
     */
    record Reference(String name, String subject, int version) {}

    /** Fails with what is wrong with the answer of a registry. */
    static Document of(JsonObject answer) throws RegistryException {
        Object type = answer.getValue("schemaType"); // some leave it out, others do so where it is Avro
        if (type != null && !(type instanceof String name && name.equalsIgnoreCase("JSON"))) {
            throw new RegistryException("found a schema of the type " + type + "; allowed: JSON, for a JSON Schema");
        }
        if (!(answer.getValue("version") instanceof Integer version)
                || !(answer.getValue("schema") instanceof String)) {
            throw new RegistryException("an answer without version and schema");
        }
        return new Document(
                version, type != null, answer.getString("schema"), references(answer.getValue("references")));
    }

    private static List<Reference> references(Object list) throws RegistryException {
        List<Reference> references = new ArrayList<>();
        if (list == null) {
            return references;
        }
        if (!(list instanceof JsonArray array)) {
            throw new RegistryException("references that are no array");
        }
        for (Object item : array) {
            if (!(item instanceof JsonObject reference)
                    || !(reference.getValue("name") instanceof String name)
                    || !(reference.getValue("subject") instanceof String subject)
                    || !(reference.getValue("version") instanceof Integer version)) {
                throw new RegistryException("a reference without name, subject and version");
            }
            references.add(new Reference(name, subject, version));
        }
        return references;
    }
}
