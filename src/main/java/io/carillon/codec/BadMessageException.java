package io.carillon.codec;

import io.carillon.message.RequestId;
import org.jspecify.annotations.Nullable;

/** A packet that can be decoded but is no message. It is answered with {@code bad_request}; the connection lives on. */
public final class BadMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable RequestId id;

    /** The reason names the property that is wrong, and is shown to the client. */
    public BadMessageException(@Nullable RequestId id, String reason) {
        super(reason, null, false, false);
        this.id = id;
    }

    /** The request's id, where it had a valid one. */
    public @Nullable RequestId id() {
        return id;
    }

    /** What the client is told. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
