package io.carillon.auth;

/** A key that cannot be used: what was found in its place, and what may stand there. Never holds parts of a key. */
final class UnusableKeyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String allowed;

    UnusableKeyException(String found, String allowed) {
        super(found, null, false, false);
        this.allowed = allowed;
    }

    String found() {
        return String.valueOf(getMessage());
    }

    String allowed() {
        return allowed;
    }
}
