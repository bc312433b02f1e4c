package io.carillon.message;

/** What a client is told went wrong. The table is closed: a client may switch over it. */
public enum ErrorCode {
    BAD_REQUEST("bad_request", 400, false),
    UNAUTHORIZED("unauthorized", 401, false),
    FORBIDDEN("forbidden", 403, false),
    NOT_FOUND("not_found", 404, false),
    NOT_JOINED("not_joined", 409, false),
    TOO_LARGE("too_large", 413, false),
    INVALID_DATA("invalid_data", 422, false),
    RATE_LIMITED("rate_limited", 429, true),
    LIMIT_EXCEEDED("limit_exceeded", 429, false),
    INTERNAL("internal", 500, false),
    UNAVAILABLE("unavailable", 503, true),
    TIMEOUT("timeout", 504, true);

    private final String code;
    private final int status;
    private final boolean retryable;

    ErrorCode(String code, int status, boolean retryable) {
        this.code = code;
        this.status = status;
        this.retryable = retryable;
    }

    /** The code as it stands in a message. */
    public String code() {
        return code;
    }

    /** The HTTP status that means the same elsewhere. */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean retryable() {
        return retryable;
    }
}
