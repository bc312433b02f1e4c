package io.carillon.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Draft201909;
import com.networknt.schema.dialect.Draft202012;
import com.networknt.schema.dialect.Draft4;
import com.networknt.schema.dialect.Draft6;
import com.networknt.schema.dialect.Draft7;
import com.networknt.schema.keyword.AnnotationKeyword;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The versions of JSON Schema that are spoken, in the order of their age. */
enum Draft {
    DRAFT_4(Draft4.getInstance()),
    DRAFT_6(Draft6.getInstance()),
    DRAFT_7(Draft7.getInstance()),
    DRAFT_2019_09(Draft201909.getInstance()),
    DRAFT_2020_12(Draft202012.getInstance());

    /** For messages. */
    static final String ALL = Arrays.stream(values())
            .map(draft -> draft.dialect.getId())
            .collect(Collectors.joining(", ", "one of ", ""));

    private final Dialect dialect;

    Draft(Dialect library) {
        dialect = Dialect.builder(library)
                .keyword(new Reference())
                .keyword(new UniqueItems())
                .formats(formats -> formats.replaceAll((name, format) -> new ShortFormat(format)))
                .unknownKeywordFactory(
                        (name, context) -> new AnnotationKeyword(name)) // the library's own remembers all
                .build();
    }

    /** What the library is to do for it. */
    Dialect dialect() {
        return dialect;
    }

    /** The one that {@code $schema} names, with or without an empty fragment, http or https; the other where it is missing. */
    static Draft of(JsonNode document, Draft other) throws SchemaException {
        JsonNode name = document.get("$schema");
        if (name == null) {
            return other;
        }
        return Arrays.stream(values())
                .filter(draft -> name(draft.dialect.getId()).equals(name(name.asText())))
                .findFirst()
                .orElseThrow(() -> new SchemaException("/$schema", Nodes.shown(name), ALL));
    }

    private static String name(String uri) {
        return uri.replaceFirst("^https?:", "").replaceFirst("#$", "");
    }
}
