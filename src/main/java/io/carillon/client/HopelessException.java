package io.carillon.client;

/** What a supplier of tokens fails with where it is of no use to ask again: the client closes. */
public final class HopelessException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason for people, as "signed out" */
    public HopelessException(String reason) {
        super(reason, null, false, false);
    }
}
