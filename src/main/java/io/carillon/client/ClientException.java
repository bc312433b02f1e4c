package io.carillon.client;

import io.carillon.message.Misfit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that came to nothing: the server refused it, or this client could not bring it there. Without a stack trace.
 * Its reason is for people; programs go by {@link #code}.
 */
public final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The connection ended before the answer came: it may have happened or not. */
    public static final String LOST = "lost";

    /** There is no room in the queue of what waits for a connection. */
    public static final String QUEUE_FULL = "queue_full";

    /** The message is larger than the server takes. */
    public static final String TOO_LARGE = "too_large";

    /** No answer in time; also a service's. */
    public static final String TIMEOUT = "timeout";

    /** The client is closed. */
    public static final String CLOSED = "closed";

    /** The room was left before it was joined. */
    public static final String LEFT = "left";

    /** There is no connection, and it was not to wait for one. */
    public static final String NOT_CONNECTED = "not_connected";

    /** Who publishes has to join before. */
    public static final String NOT_JOINED = "not_joined";

    private final String code;
    private final boolean retryable;
    private final @Nullable Long retryAfter;
    private final transient List<Misfit> paths;

    /** The server's word. */
    ClientException(String code, String reason, boolean retryable, @Nullable Long retryAfter, List<Misfit> paths) {
        super(code + ": " + reason, null, false, false);
        this.code = code;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
        this.paths = List.copyOf(paths);
    }

    /** This client's own. */
    ClientException(String code, String reason) {
        this(code, reason, false, null, List.of());
    }

    /** One of the server's error codes, or of those here. */
    public String code() {
        return code;
    }

    /** For people: what was found, and what is allowed. */
    public String reason() {
        return String.valueOf(getMessage()).substring(code.length() + 2);
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean isRetryable() {
        return retryable;
    }

    /** When it makes sense to try again, in ms from when it was refused; null where nothing is known. */
    public @Nullable Long retryAfter() {
        return retryAfter;
    }

    /** Where data does not fit its room's schema; empty where it is not about data. */
    public List<Misfit> paths() {
        return paths;
    }
}
