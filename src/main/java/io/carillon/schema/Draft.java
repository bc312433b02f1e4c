package io.carillon.schema;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The versions of JSON Schema that are spoken, in the order of their age. */
enum Draft {
    DRAFT_4("http://json-schema.org/draft-04/schema"),
    DRAFT_7("http://json-schema.org/draft-07/schema"),
    DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
    DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema");

    /** For messages. */
    static final String ALL =
            Arrays.stream(values()).map(draft -> draft.uri).collect(Collectors.joining(", ", "one of ", ""));

    private final String uri;

    Draft(String uri) {
        this.uri = uri;
    }

    /** The one that {@code $schema} names; with or without an empty fragment, http or https. */
    static Optional<Draft> of(String uri) {
        String name = uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
        return Arrays.stream(values())
                .filter(draft -> withoutScheme(draft.uri).equals(withoutScheme(name)))
                .findFirst();
    }

    private static String withoutScheme(String uri) {
        return uri.replaceFirst("^https?:", "");
    }

    boolean since(Draft other) {
        return compareTo(other) >= 0;
    }

    /** Whether what stands beside a {@code $ref} means nothing. */
    boolean refsStandAlone() {
        return this == DRAFT_4 || this == DRAFT_7;
    }

    /** The keyword that names a schema. */
    String id() {
        return this == DRAFT_4 ? "id" : "$id";
    }
}
