package io.carillon.gateway;

import io.carillon.config.KeepAliveConfig;
import java.util.random.RandomGenerator;

/**
 * When to ask whether the peer is still there, and when to give it up. Plain: it neither sends nor waits.
 *
 * <pre>
 *  QUIET ──(interval less jitter)──▶ ping, ASKED ──(pong)──▶ QUIET
 *                                          └──(timeout)──▶ gone
 * </pre>
 */
final class KeepAlive {

    private final KeepAliveConfig config;
    private final RandomGenerator random;
    private boolean asked;

    KeepAlive(KeepAliveConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    /** As it was when the connection was opened, and its client was told. */
    KeepAliveConfig config() {
        return config;
    }

    /** The time until {@link #due} is to be called, in ms; anew after each call of it and after a pong. */
    long delay() {
        if (asked) {
            return config.timeout().toMillis();
        }
        long interval = config.interval().toMillis();
        return interval - (long) (interval * config.jitter() * random.nextDouble());
    }

    /** The delay has passed: true where a ping is to be sent now, false where the peer is gone. */
    boolean due() {
        if (asked) {
            return false;
        }
        asked = true;
        return true;
    }

    /** Whether a pong is waited for. */
    boolean isAsked() {
        return asked;
    }

    /** A pong came in. Returns whether it was waited for, so that the delay is counted anew. */
    boolean pong() {
        boolean waited = asked;
        asked = false;
        return waited;
    }
}
