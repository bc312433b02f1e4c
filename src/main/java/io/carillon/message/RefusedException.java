package io.carillon.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is refused: the code for the client's program, the reason for its programmer. No stack trace. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Long retryAfter;
    private final transient List<Misfit> paths;

    /** The reason is shown to the client. */
    public RefusedException(ErrorCode code, String reason) {
        this(code, reason, null, List.of());
    }

    private RefusedException(ErrorCode code, String reason, @Nullable Long retryAfter, List<Misfit> paths) {
        super(reason, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.paths = List.copyOf(paths);
    }

    /**
     * Above a rate.
     *
     * @param retryAfter when it makes sense to try again, in ms from now
     */
    public static RefusedException later(String reason, long retryAfter) {
        return new RefusedException(ErrorCode.RATE_LIMITED, reason, retryAfter, List.of());
    }

    /** Data that its room's schema does not allow. */
    public static RefusedException invalid(String reason, List<Misfit> paths) {
        return new RefusedException(ErrorCode.INVALID_DATA, reason, null, paths);
    }

    /** Where the data does not fit; empty where it is not about data. */
    public List<Misfit> paths() {
        return paths;
    }

    /** When it makes sense to try again, in ms from now; null where nothing is known. */
    public @Nullable Long retryAfter() {
        return retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    /** What the client is told. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
