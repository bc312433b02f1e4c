package io.carillon.gateway;

/** Something could not be sent, since its connection is not open, or not any more. */
public final class NotOpenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotOpenException(String id, ConnectionState state) {
        super("the connection " + id + " is not open: " + state, null, false, false);
    }
}
