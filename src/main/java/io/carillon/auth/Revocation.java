package io.carillon.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tokens that are not accepted any more, whatever they say: one of them, or a user's, or everybody's. Immutable, and true
 * for ever: what is remembered in several places is put together by taking all of it.
 *
 * @param kind which tokens
 * @param subject whose, by the kind
 * @param moment in ms since 1970: of a user, and of everybody, the tokens up to this one; otherwise 0
 * @param until when it may be forgotten, in ms since 1970; {@link #FOR_EVER}
 */
public record Revocation(Kind kind, String subject, long moment, long until) {

    /** It is never forgotten. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** Which tokens. */
    public enum Kind {
        /** The one with this {@link Fingerprint}. */
        TOKEN,
        /** Those with this {@code jti}. */
        ID,
        /** A user's, issued at the moment or before. */
        USER,
        /** Everybody's, issued before the moment. There is no subject. */
        ALL
    }

    /**
     * A token by its text. It need not be valid, only readable.
     *
     * @param leeway for how long it is accepted beyond its {@code exp}
     * @throws TokenException where it cannot be read
     */
    public static Revocation ofToken(String token, Duration leeway) {
        SignedToken read = SignedToken.parse(token);
        OptionalLong expires = Claims.of(read.claims()).expires();
        long until = expires.isPresent() ? expires.getAsLong() + leeway.toMillis() : FOR_EVER;
        return new Revocation(Kind.TOKEN, Fingerprint.text(Fingerprint.of(token)), 0, until);
    }

    /** The tokens with a {@code jti}. */
    public static Revocation ofId(String jti, long until) {
        return new Revocation(Kind.ID, jti, 0, until);
    }

    /** The tokens of a user that were issued up to a moment. */
    public static Revocation ofUser(String user, long moment, long until) {
        return new Revocation(Kind.USER, user, moment, until);
    }

    /** All tokens that were issued before a moment. */
    public static Revocation before(long moment, long until) {
        return new Revocation(Kind.ALL, "", moment, until);
    }

    /** What {@link #key} was made of; empty where it is none, as of a later version. */
    public static Optional<Revocation> read(String key, long until) {
        String[] parts = key.split(":", 3);
        try {
            return Optional.of(new Revocation(Kind.valueOf(parts[0]), parts[2], Long.parseLong(parts[1]), until));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** All of it but when it may be forgotten, as a text: two that are the same have the same. */
    public String key() {
        return kind + ":" + moment + ":" + subject;
    }

    /** Whether it is about this token. One that does not say when it was issued may have been issued at any time. */
    public boolean covers(Grant grant) {
        return switch (kind) {
            case TOKEN -> subject.equals(Fingerprint.text(grant.fingerprint()));
            case ID ->
                grant.tokenId().isPresent() && subject.equals(grant.tokenId().get());
            case USER -> subject.equals(grant.user()) && issued(grant) <= moment;
            case ALL -> issued(grant) < moment;
        };
    }

    private static long issued(Grant grant) {
        return grant.issuedAt().orElse(Long.MIN_VALUE);
    }

    /** The two as one, of the same kind and subject: as far as either, and as long. */
    Revocation and(Revocation other) {
        return new Revocation(kind, subject, Math.max(moment, other.moment), Math.max(until, other.until));
    }

    /** In words, for who runs the server. */
    String described() {
        return switch (kind) {
            case TOKEN -> "this token was";
            case ID -> "its jti was";
            case USER -> "the tokens of this user were that were issued until " + Instant.ofEpochMilli(moment);
            case ALL -> "all tokens were that were issued before " + Instant.ofEpochMilli(moment);
        };
    }

    /** Without the subject: logs need not know whom it is about. */
    @Override
    public String toString() {
        return "revocation of " + kind;
    }
}
