package io.carillon.auth;

/** The keys that tokens are checked with could not be fetched yet: whether a token is valid cannot be said. */
public final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException() {
        super("the keys to check tokens with are not there yet", null, false, false);
    }
}
