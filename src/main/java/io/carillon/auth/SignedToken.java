package io.carillon.auth;

import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token taken apart, and not verified yet: a JWS in its compact form (RFC 7515, section 7.1), read strictly, so that
 * what is verified and what is believed cannot differ.
 *
 * @param text the whole token
 * @param algorithm what its header says that it is signed with, one that we know
 * @param kid the key that its header names
 * @param claims what it says
 * @param signature the bytes of its last part
 */
record SignedToken(String text, Algorithm algorithm, Optional<String> kid, JsonObject claims, byte[] signature) {

    /** The longest token that is looked at, in characters. */
    static final int LONGEST = 8192;

    private static final Pattern PRINTABLE_NAME = Pattern.compile("[A-Za-z0-9-]{1,16}");

    /** Reads a token; claims are read as JSON, not judged. */
    static SignedToken parse(String token) {
        if (token.length() > LONGEST) {
            throw tooLong();
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new TokenException("the token does not have three parts");
        }
        JsonObject header = json(token.substring(0, first), "header");
        if (header.containsKey("crit")) { // RFC 7515, 4.1.11: extensions, and we understand none
            throw new TokenException("the token has critical extensions, none is supported");
        }
        return new SignedToken(
                token,
                algorithm(header.getValue("alg")),
                kid(header),
                json(token.substring(first + 1, second), "payload"),
                bytes(token.substring(second + 1), "signature"));
    }

    static TokenException tooLong() {
        return new TokenException("the token is longer than " + LONGEST + " characters");
    }

    private static JsonObject json(String part, String name) {
        try {
            return StrictJson.object(bytes(part, name));
        } catch (IllegalArgumentException e) {
            throw new TokenException("the token's " + name + " is no JSON object: " + e.getMessage());
        }
    }

    /** Base64url in its one form: no padding, nothing between, and no bits left over that could be anything. */
    private static byte[] bytes(String part, String name) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (bytes.length > 0
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // as below
        }
        throw new TokenException("the token's " + name + " is not base64url");
    }

    private static Algorithm algorithm(@Nullable Object alg) {
        if (!(alg instanceof String name)) {
            throw new TokenException(TokenCheck.ALGORITHM, "the token names no algorithm");
        }
        return Algorithm.named(name).orElseThrow(() -> notAccepted(name));
    }

    static TokenException notAccepted(String algorithm) {
        return new TokenException(
                TokenCheck.ALGORITHM,
                PRINTABLE_NAME.matcher(algorithm).matches()
                        ? "the algorithm " + algorithm + " is not accepted"
                        : "the algorithm is not accepted");
    }

    private static Optional<String> kid(JsonObject header) {
        if (!header.containsKey("kid")) {
            return Optional.empty();
        }
        if (header.getValue("kid") instanceof String kid) {
            return Optional.of(kid);
        }
        throw new TokenException("the token's kid is not a string");
    }

    /** Says nothing of what is in the token. */
    @Override
    public String toString() {
        return "a token signed with " + algorithm;
    }
}
