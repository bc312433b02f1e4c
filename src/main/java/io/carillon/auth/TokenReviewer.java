package io.carillon.auth;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the checks of {@link Verification} one by one, each by the same code, and writes down how it went. Calculates on the
 * calling thread; for one token.
 */
final class TokenReviewer {

    private static final String NOT_HERE = "what was revoked is known to a server that runs";

    private final SignatureCheck signatures;
    private final ClaimCheck claims;
    private final Defaults defaults;
    private final Optional<Revocations> revocations;
    private final Map<TokenCheck, TokenReview.Finding> findings = new EnumMap<>(TokenCheck.class);
    private boolean keyMayBeElsewhere;

    /** @param revocations empty where they are not known */
    TokenReviewer(SignatureCheck signatures, ClaimCheck claims, Defaults defaults, Optional<Revocations> revocations) {
        this.signatures = signatures;
        this.claims = claims;
        this.defaults = defaults;
        this.revocations = revocations;
    }

    TokenReview review(String text) {
        Optional<SignedToken> token = look(() -> SignedToken.parse(text), TokenCheck.FORM, TokenCheck.ALGORITHM);
        token.ifPresent(parsed -> {
            detail(TokenCheck.FORM, "three parts, " + text.length() + " characters");
            detail(TokenCheck.ALGORITHM, parsed.algorithm().name());
        });
        Optional<Claims> said = token.flatMap(this::said);
        // The library that checks signatures stumbles over claims that are ill-formed: they are refused before.
        Optional<KeySource> key = said.flatMap(claimed -> signed(token.orElseThrow()));
        said.ifPresent(this::hold);
        Optional<Grant> grant = said.flatMap(claimed -> granted(claimed, token.orElseThrow()));
        return new TokenReview(all(), grant, key.map(KeySource::where));
    }

    /** Whether other keys might make a difference. */
    boolean keyMayBeElsewhere() {
        return keyMayBeElsewhere;
    }

    private List<TokenReview.Finding> all() {
        List<TokenReview.Finding> all = new ArrayList<>();
        for (TokenCheck check : TokenCheck.values()) {
            all.add(findings.getOrDefault(
                    check,
                    finding(
                            check,
                            TokenReview.Outcome.UNREACHED,
                            "another check was not passed that has to come first")));
        }
        return all;
    }

    private Optional<KeySource> signed(SignedToken token) {
        Optional<Optional<KeySource>> signed =
                look(() -> signatures.signedBy(token), TokenCheck.KEY, TokenCheck.SIGNATURE);
        keyMayBeElsewhere &= token.algorithm().family() != Algorithm.Family.HMAC; // secrets are never elsewhere
        String found =
                "the token has " + token.kid().map(name -> "kid " + name).orElse("no kid") + ", " + fitting(token);
        if (isPassed(TokenCheck.KEY)) {
            detail(TokenCheck.KEY, found);
        } else {
            add(TokenCheck.KEY, found);
        }
        Optional<KeySource> key = signed.flatMap(by -> by);
        key.ifPresent(by -> detail(TokenCheck.SIGNATURE, "made with " + by.where()));
        return key;
    }

    /** Which keys there are for it; where there are none, which others. */
    private String fitting(SignedToken token) {
        List<KeySource> known = signatures.known();
        List<String> fitting = known.stream()
                .filter(each -> each.algorithm() == token.algorithm())
                .map(KeySource::where)
                .toList();
        if (!fitting.isEmpty()) {
            return "for " + token.algorithm() + " there is " + String.join(", ", fitting);
        }
        String others = String.join(
                ", ",
                known.stream()
                        .map(each -> each.algorithm() + " " + each.where())
                        .toList());
        return others.isEmpty()
                ? "no key is configured"
                : "there is no key for " + token.algorithm() + ", but " + others;
    }

    private Optional<Claims> said(SignedToken token) {
        Optional<String> user = look(() -> Claims.user(token.claims()), TokenCheck.SUB);
        user.ifPresent(name -> detail(TokenCheck.SUB, name));
        return user.flatMap(name -> look(() -> Claims.of(token.claims()), TokenCheck.CLAIMS));
    }

    private void hold(Claims said) {
        detail(TokenCheck.CLAIMS, claims.shown(said));
        check(TokenCheck.EXP, () -> claims.checkExpiry(said), claims.expiryShown(said));
        check(TokenCheck.NBF, () -> claims.checkBegun(said), claims.beginShown(said));
        check(TokenCheck.ISS, () -> claims.checkIssuer(said), claims.issuerShown(said));
        check(TokenCheck.AUD, () -> claims.checkAudience(said), claims.audienceShown(said));
    }

    private Optional<Grant> granted(Claims said, SignedToken token) {
        Optional<Grant> grant = look(() -> Grant.of(said, defaults, Fingerprint.of(token.text())), TokenCheck.RIGHTS);
        grant.ifPresent(given -> {
            detail(TokenCheck.RIGHTS, "well-formed");
            revocations.ifPresentOrElse(
                    known -> check(TokenCheck.REVOKED, () -> known.check(given), revoked(known, given)),
                    () -> findings.put(
                            TokenCheck.REVOKED, finding(TokenCheck.REVOKED, TokenReview.Outcome.UNREACHED, NOT_HERE)));
        });
        return grant;
    }

    private static String revoked(Revocations known, Grant grant) {
        Revocation found = known.find(grant);
        return found == null ? "no" : found.described();
    }

    // ---- how a part goes

    private void check(TokenCheck check, Runnable part, String found) {
        look(
                () -> {
                    part.run();
                    return check;
                },
                check);
        add(check, found);
    }

    /**
     * Does a part of the verification, which is for these checks, in this order. Where it fails and does not say with which of them,
     * it is the first.
     */
    private <T> Optional<T> look(Supplier<T> part, TokenCheck... checks) {
        try {
            T result = part.get();
            for (TokenCheck check : checks) {
                findings.put(check, finding(check, TokenReview.Outcome.PASSED, ""));
            }
            return Optional.of(result);
        } catch (TokenException e) {
            TokenCheck failed = Objects.requireNonNullElse(e.check(), checks[0]);
            keyMayBeElsewhere |= e instanceof UnknownKeyException;
            for (TokenCheck check : checks) {
                if (check.compareTo(failed) < 0) {
                    findings.put(check, finding(check, TokenReview.Outcome.PASSED, ""));
                }
            }
            findings.put(
                    failed,
                    new TokenReview.Finding(
                            failed, TokenReview.Outcome.FAILED, Optional.of(e.description()), e.description()));
            return Optional.empty();
        }
    }

    private static TokenReview.Finding finding(TokenCheck check, TokenReview.Outcome outcome, String detail) {
        return new TokenReview.Finding(check, outcome, Optional.empty(), detail);
    }

    private boolean isPassed(TokenCheck check) {
        TokenReview.@Nullable Finding found = findings.get(check);
        return found != null && found.outcome() == TokenReview.Outcome.PASSED;
    }

    private void detail(TokenCheck check, String detail) {
        findings.put(check, finding(check, TokenReview.Outcome.PASSED, detail));
    }

    /** What was found, behind the reason where there is one. */
    private void add(TokenCheck check, String found) {
        TokenReview.@Nullable Finding before = findings.get(check);
        if (before != null) {
            String detail = before.detail().isEmpty() ? found : before.detail() + ": " + found;
            findings.put(check, new TokenReview.Finding(check, before.outcome(), before.reason(), detail));
        }
    }
}
