package io.carillon.cluster;

/** There is no node yet for a copy: the same may be done in a moment. */
final class CopiesMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CopiesMissingException() {
        super("there is no node for a copy yet", null, false, false);
    }
}
