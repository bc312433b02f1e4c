package io.carillon.cluster;

/** Bytes from the bus that are not what a node of this version writes. No stack trace: it would tell nothing. */
final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message, null, false, false);
    }
}
