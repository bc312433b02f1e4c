package io.carillon.uplink;

/** What the server there has refused, without a stack trace. Its reason is not kept: it may repeat what it was sent. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who publishes has to join before. */
    static final String NOT_JOINED = "not_joined";

    private final String code;
    private final boolean retryable;
    private final long retryAfter;

    /** @param retryAfter in ms from now; 0 where nothing is known */
    Refused(String code, boolean retryable, long retryAfter) {
        super("refused there with " + code, null, false, false);
        this.code = code;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    String code() {
        return code;
    }

    /** Whether the same may succeed later. */
    boolean isRetryable() {
        return retryable || code.equals(NOT_JOINED);
    }

    long retryAfter() {
        return retryAfter;
    }
}
