package io.carillon.auth;

import io.carillon.count.Tally;
import io.vertx.core.Future;
import java.util.Locale;

/** How tokens were verified, and how the keys were fetched for that, on this node. Any thread. */
public final class TokenCounters {

    /** What became of a token. */
    public enum Outcome {
        ACCEPTED,
        /** Invalid, expired or revoked. */
        REJECTED,
        /** The keys are not there yet. */
        UNAVAILABLE,
        /** A mistake of the server. */
        FAILED;

        /** As a label. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of a look for new keys. */
    public enum Fetch {
        SUCCEEDED,
        FAILED;

        /** As a label. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Tally<Outcome> verifications = new Tally<>(Outcome.class);
    private final Tally<Fetch> fetches;

    TokenCounters(Tally<Fetch> fetches) {
        this.fetches = fetches;
    }

    /** Counts what becomes of a token. */
    Future<Grant> count(Future<Grant> verified) {
        return verified.onComplete(
                done -> verifications.add(done.succeeded() ? Outcome.ACCEPTED : outcome(done.cause())));
    }

    private static Outcome outcome(Throwable cause) {
        if (cause instanceof TokenException) {
            return Outcome.REJECTED;
        }
        return cause instanceof KeysUnavailableException ? Outcome.UNAVAILABLE : Outcome.FAILED;
    }

    public Tally<Outcome> verifications() {
        return verifications;
    }

    /** Of a JWK Set that is elsewhere; nothing where there is none. */
    public Tally<Fetch> fetches() {
        return fetches;
    }
}
