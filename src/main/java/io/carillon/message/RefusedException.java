package io.carillon.message;

/** A request that is refused: the code for the client's program, the reason for its programmer. No stack trace. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** The reason is shown to the client. */
    public RefusedException(ErrorCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** What the client is told. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
