package io.carillon.schema;

/** A check would take more than it may: the data, the schema, or the two together are beyond reason. */
final class TooMuchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooMuchException() {
        super("too much work", null, false, false);
    }
}
