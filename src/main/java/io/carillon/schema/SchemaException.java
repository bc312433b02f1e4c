package io.carillon.schema;

/** A schema that cannot be used. */
final class SchemaException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String found;
    private final String allowed;

    /**
     * @param where a JSON pointer into the schema; empty for the whole
     */
    SchemaException(String where, String found, String allowed) {
        this(where.isEmpty() ? found : "at " + where + ": " + found, allowed);
    }

    SchemaException(String found, String allowed) {
        super("found " + found + "; allowed: " + allowed, null, false, false);
        this.found = found;
        this.allowed = allowed;
    }

    /** What is wrong, and where in the schema. */
    String found() {
        return found;
    }

    String allowed() {
        return allowed;
    }
}
