package io.carillon.client;

/** The server has refused the handshake: there is no connection. Without a stack trace. */
public final class HandshakeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final long retryAfter;

    /** @param retryAfter in ms; 0 where the server has not said */
    HandshakeException(int status, long retryAfter, String body) {
        super(
                "the server refused the handshake with " + status + (body.isEmpty() ? "" : ": " + body),
                null,
                false,
                false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The least to wait, in ms, as the server has said; 0 where it has not. */
    public long retryAfter() {
        return retryAfter;
    }
}
