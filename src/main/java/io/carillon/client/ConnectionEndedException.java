package io.carillon.client;

/** A connection has ended, or came to nothing after its handshake. Without a stack trace. */
public final class ConnectionEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param how as a part of a sentence */
    ConnectionEndedException(int code, String how) {
        super("the connection " + how, null, false, false);
        this.code = code;
    }

    /** As the server has said it; 1005 where its frame had none, 1006 where there was no frame. */
    public int code() {
        return code;
    }
}
