package io.carillon.verify;

/** The server answered a request with an error. */
final class RefusedRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean isRetryable;

    RefusedRequest(String code, String reason, boolean isRetryable) {
        super("the server answered " + code + ": " + reason, null, false, false);
        this.code = code;
        this.isRetryable = isRetryable;
    }

    String code() {
        return code;
    }

    /** Whether the same may succeed later. */
    boolean isRetryable() {
        return isRetryable;
    }
}
