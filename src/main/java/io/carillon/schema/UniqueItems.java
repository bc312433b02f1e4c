package io.carillon.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Set;

/**
 * The keyword {@code uniqueItems}, by the items' texts. The library's own puts the items themselves into a hash table, and
 * whoever sends them can choose 5,000 of the same hash in 64 KiB, which takes it 0.2 s, and four times that for twice as many.
 */
final class UniqueItems extends AbstractKeyword {

    UniqueItems() {
        super(KeywordType.UNIQUE_ITEMS.getValue());
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode node, Schema parent, SchemaContext context) {
        return new BaseKeywordValidator(this, node, location, parent, context) {
            @Override
            public void validate(ExecutionContext execution, JsonNode data, JsonNode root, NodePath path) {
                if (node.asBoolean() && data.isArray() && hasEquals(data)) {
                    execution.addError(error().instanceNode(data)
                            .instanceLocation(path)
                            .evaluationPath(execution.getEvaluationPath())
                            .locale(execution.getExecutionConfig().getLocale())
                            .build());
                }
            }
        };
    }

    /** Equal texts are ordered by Java where their hashes are the same, so that no choice of them makes this slow. */
    private static boolean hasEquals(JsonNode items) {
        Set<String> texts = new HashSet<>();
        for (JsonNode item : items) {
            if (!texts.add(Nodes.text(item))) {
                return true;
            }
        }
        return false;
    }
}
