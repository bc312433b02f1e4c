package io.carillon.codec;

/** A packet that cannot be decoded. The connection that sent it is closed with 1007. */
public final class CodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The peer's mistake: a stack trace of ours would tell nothing. */
    public CodecException(String message) {
        super(message, null, false, false);
    }
}
