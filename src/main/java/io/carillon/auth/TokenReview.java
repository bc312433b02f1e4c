package io.carillon.auth;

import io.carillon.config.AuthConfig;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * All that there is to say of a token: each check, with what was found. Holds nothing of the token but what its claims say.
 *
 * @param findings one for each {@link TokenCheck}, in their order
 * @param grant what it would allow, whether it is accepted or not; empty where that cannot be read
 * @param key where the key stands that has signed it; empty where none has
 */
public record TokenReview(List<Finding> findings, Optional<Grant> grant, Optional<String> key) {

    /** How a check went. */
    public enum Outcome {
        PASSED("passed"),
        FAILED("failed"),
        /** It was not looked at: what it needs was not there. */
        UNREACHED("not reached");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * One check.
     *
     * @param reason what a client is told, where it failed; otherwise empty
     * @param detail what was found, for who runs the server
     */
    public record Finding(TokenCheck check, Outcome outcome, Optional<String> reason, String detail) {}

    public TokenReview {
        if (findings.size() != TokenCheck.values().length) {
            throw new IllegalArgumentException("a finding for each check, got: " + findings.size());
        }
        findings = List.copyOf(findings);
    }

    /**
     * Goes through all checks of a token, as {@link TokenVerifier#verify} does, but does not stop where one is not passed, and
     * remembers nothing. Calculates. What was revoked is known to a server that runs, and not looked at here.
     *
     * @param keys who may sign
     */
    public static TokenReview of(String token, KeyRing keys, AuthConfig config, Clock clock) {
        return of(token, (SignatureCheck) keys, config, clock);
    }

    /** The same with keys of which some are elsewhere, and are those that were had last. */
    public static TokenReview of(String token, TokenKeys keys, AuthConfig config, Clock clock) {
        return of(token, (SignatureCheck) keys, config, clock);
    }

    private static TokenReview of(String token, SignatureCheck keys, AuthConfig config, Clock clock) {
        return new TokenReviewer(keys, new ClaimCheck(config.jwt(), clock), Defaults.of(config), Optional.empty())
                .review(token);
    }

    /** Whether the token is accepted. */
    public boolean isValid() {
        return reason().isEmpty();
    }

    /** Why it is not accepted, in the words that its client is told; empty where it is. */
    public Optional<String> reason() {
        return findings.stream().flatMap(finding -> finding.reason().stream()).findFirst();
    }

    /** What was found with a check. */
    public Finding finding(TokenCheck check) {
        return findings.get(check.ordinal());
    }

    /** Says nothing of what is in the token. */
    @Override
    public String toString() {
        return "review of a token: " + reason().orElse("valid");
    }
}
