package io.carillon.client;

import java.util.OptionalLong;
import java.util.function.DoubleSupplier;

/**
 * Decides, after whatever has ended, when to connect again, if at all. Times are in ms, of whatever clock the caller has;
 * answers are pauses, empty where there is nothing to come back to. For one thread.
 */
final class Pace {

    /** What a server means that says "later". */
    private static final long LATER = 5_000;

    private static final int RESTART = 1012;

    private static final long NEVER = -1;

    private final Backoff backoff;
    private final long calm;
    private final boolean fixedToken;
    private long openSince = NEVER;
    private boolean draining;

    /** @param fixedToken whether the next attempt would have the same token */
    Pace(Reconnect terms, boolean fixedToken, DoubleSupplier random) {
        this.backoff = terms.backoff(random);
        this.calm = terms.calm().toMillis();
        this.fixedToken = fixedToken;
    }

    /** There is a connection. */
    void opened(long now) {
        openSince = now;
        draining = false;
    }

    /** The server has said that it will close it, and not at what time of day everybody is to come back. */
    void draining() {
        draining = true;
    }

    /** The connection has ended; 1006 where nobody said how. */
    OptionalLong closed(int code, long now) {
        boolean isSpread = draining && code == RESTART;
        if (openSince != NEVER && now - openSince >= calm) {
            backoff.reset();
        }
        openSince = NEVER;
        draining = false;
        return switch (Verdict.ofClose(code)) {
            case STOP -> OptionalLong.empty();
            case NEW_TOKEN -> fixedToken ? OptionalLong.empty() : OptionalLong.of(backoff.next());
            case LATER -> OptionalLong.of(LATER + backoff.next()); // a sum, or all would come at the same moment
            case AGAIN -> OptionalLong.of(isSpread ? backoff.shortest() : backoff.next());
        };
    }

    /**
     * The handshake was refused.
     *
     * @param retryAfter what the server has said, in ms; 0 where it has said nothing
     */
    OptionalLong refused(int status, long retryAfter) {
        Verdict verdict = Verdict.ofStatus(status);
        boolean isOurs = verdict == Verdict.STOP || verdict == Verdict.NEW_TOKEN;
        if (isOurs && fixedToken) {
            return OptionalLong.empty();
        }
        long pause = verdict == Verdict.STOP ? backoff.longest() : backoff.next();
        return OptionalLong.of(retryAfter + pause);
    }

    /** There was no connection, or no token for it. */
    OptionalLong failed() {
        return OptionalLong.of(backoff.next());
    }
}
