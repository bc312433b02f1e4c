package io.carillon.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The registered claims of a token (RFC 7519, section 4.1), well-formed, which says nothing yet of whether they hold.
 *
 * @param json all the claims
 * @param user {@code sub}
 * @param expires {@code exp}, in ms since 1970
 * @param notBefore {@code nbf}, in ms since 1970
 * @param issuedAt {@code iat}, in ms since 1970
 * @param id {@code jti}
 */
record Claims(
        JsonObject json,
        String user,
        OptionalLong expires,
        OptionalLong notBefore,
        OptionalLong issuedAt,
        Optional<String> id) {

    private static final int LONGEST_USER = 255;
    private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999; whoever means ms is beyond it

    static Claims of(JsonObject json) {
        return new Claims(json, user(json), time(json, "exp"), time(json, "nbf"), time(json, "iat"), text(json, "jti"));
    }

    /** {@code sub}. */
    static String user(JsonObject json) {
        String user = text(json, "sub").orElseThrow(() -> new TokenException("the token has no claim sub"));
        int length = user.codePointCount(0, user.length());
        if (length < 1 || length > LONGEST_USER) {
            throw new TokenException("the claim sub must have 1 to " + LONGEST_USER + " characters");
        }
        if (user.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new TokenException("the claim sub must not have control characters");
        }
        return user;
    }

    /** A string claim; empty where it is absent. */
    static Optional<String> text(JsonObject json, String name) {
        if (!json.containsKey(name)) {
            return Optional.empty();
        }
        if (json.getValue(name) instanceof String text) {
            return Optional.of(text);
        }
        throw new TokenException("the claim " + name + " must be a string");
    }

    /** A claim that is an array of strings; empty where it is absent. */
    static Optional<List<String>> texts(JsonObject json, String name) {
        if (!json.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(texts(json.getValue(name), name));
    }

    /** An array of strings that is, or is part of, a claim. */
    static List<String> texts(Object value, String name) {
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (Object item : array) {
                if (item instanceof String text) {
                    texts.add(text);
                }
            }
            if (texts.size() == array.size()) {
                return texts;
            }
        }
        throw new TokenException("the claim " + name + " must hold arrays of strings");
    }

    /** A NumericDate: seconds since 1970, which may have a fraction. */
    private static OptionalLong time(JsonObject json, String name) {
        if (!json.containsKey(name)) {
            return OptionalLong.empty();
        }
        if (!(json.getValue(name) instanceof Number number)) {
            throw new TokenException("the claim " + name + " must be a number");
        }
        double seconds = number.doubleValue();
        if (!(Math.abs(seconds) <= LAST_SECOND)) {
            throw new TokenException("the claim " + name + " must be in seconds, and before the year 10000");
        }
        return OptionalLong.of(number instanceof Double ? Math.round(seconds * 1000) : number.longValue() * 1000);
    }
}
