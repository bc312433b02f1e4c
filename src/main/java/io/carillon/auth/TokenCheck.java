package io.carillon.auth;

/** What a token has to pass, in the order in which that is looked at: the first that it does not pass is what its client is told. */
public enum TokenCheck {
    /** It is a JWS in its compact form, with a header and claims that are JSON. */
    FORM("form"),
    /** Its algorithm is one that there is. */
    ALGORITHM("algorithm"),
    /** It has a user. */
    SUB("sub"),
    /** Its other registered claims, {@code exp}, {@code nbf}, {@code iat}, {@code jti}, are well-formed. */
    CLAIMS("claims"),
    /** There is a key that it may be signed with. */
    KEY("key"),
    /** That key has signed it. */
    SIGNATURE("signature"),
    /** It has not expired. */
    EXP("exp"),
    /** It is valid by now. */
    NBF("nbf"),
    /** It is from who may make tokens. */
    ISS("iss"),
    /** It is for this server. */
    AUD("aud"),
    /** What it allows is well-formed: {@code allow}, {@code send}, {@code call}, {@code endpoints}, {@code scope}. */
    RIGHTS("rights"),
    /** It was not revoked. */
    REVOKED("revoked");

    private final String text;

    TokenCheck(String text) {
        this.text = text;
    }

    /** In one word: {@code exp}. */
    @Override
    public String toString() {
        return text;
    }
}
