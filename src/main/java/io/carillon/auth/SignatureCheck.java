package io.carillon.auth;

/** Finds out whether a token was signed by somebody who may. Any thread; calculates on it. */
interface SignatureCheck {

    /**
     * Returns where it was.
     *
     * @throws TokenException where it was not
     */
    void check(SignedToken token);
}
