package io.carillon.auth;

/** There is no key for a token: none of its name, or of its algorithm. Perhaps there will be one. */
final class UnknownKeyException extends TokenException {

    private static final long serialVersionUID = 1L;

    UnknownKeyException(TokenCheck check, String description) {
        super(check, description);
    }
}
