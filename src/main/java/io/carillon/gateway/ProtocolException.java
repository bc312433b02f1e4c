package io.carillon.gateway;

import io.carillon.message.CloseCode;

/** What a peer sent breaks the protocol: the connection is closed with the code, and the reason says why. */
final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CloseCode code;

    /** The peer's mistake: a stack trace of ours would tell nothing. */
    ProtocolException(CloseCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    CloseCode code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
