package io.carillon.uplink;

import io.carillon.client.ClientException;
import java.util.Set;

/** What the server there has refused, without a stack trace. Its reason is not kept: it may repeat what it was sent. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who publishes has to join before. */
    static final String NOT_JOINED = ClientException.NOT_JOINED;

    /** Codes of what is not answered. */
    private static final Set<String> NOBODY_SAID = Set.of(ClientException.LOST, ClientException.CLOSED);

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

    /** The same, of what a client says; what is no refusal stays what it is. */
    static Throwable of(Throwable cause) {
        if (!(cause instanceof ClientException why) || NOBODY_SAID.contains(why.code())) {
            return cause;
        }
        Long after = why.retryAfter();
        boolean waits = why.code().equals(ClientException.NOT_CONNECTED); // for a room that is being joined
        return new Refused(why.code(), why.isRetryable() || waits, after == null ? 0 : after);
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
