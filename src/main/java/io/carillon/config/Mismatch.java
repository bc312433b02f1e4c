package io.carillon.config;

/** A value that breaks its setting's rule. The message is what was found. */
final class Mismatch extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Mismatch(String found) {
        super(found, null, false, false); // a mistake in a file: a stack trace of ours would tell nothing
    }

    String found() {
        return String.valueOf(getMessage());
    }
}
