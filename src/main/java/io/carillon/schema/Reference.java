package io.carillon.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.RefValidator;

/** The keyword {@code $ref}: the library's, which does not say where in the schema one leads nowhere. */
final class Reference extends AbstractKeyword {

    /** One that leads to nothing that is there. */
    static final class Unresolved extends com.networknt.schema.SchemaException {

        private static final long serialVersionUID = 1L;

        private final transient SchemaLocation location;
        private final String reference;

        private Unresolved(SchemaLocation location, String reference) {
            super("unresolved");
            this.location = location;
            this.reference = reference;
        }

        /** As the configuration's errors have it. */
        SchemaException told() {
            return new SchemaException(
                    Library.where(location),
                    '"' + reference + '"',
                    "a reference to something that is in the schema itself, or came with it; nothing else is fetched");
        }
    }

    Reference() {
        super(KeywordType.REF.getValue());
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode node, Schema parent, SchemaContext context) {
        return new RefValidator(location, node, parent, context) {
            @Override
            public void preloadSchema() {
                try {
                    super.preloadSchema();
                } catch (Unresolved e) { // further down
                    throw e;
                } catch (com.networknt.schema.SchemaException e) {
                    throw new Unresolved(location, node.asText());
                }
            }
        };
    }
}
