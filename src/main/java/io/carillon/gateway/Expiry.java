package io.carillon.gateway;

import java.time.Clock;

/**
 * Watches over the token of one connection: tells its owner ahead that it expires, and then that it has. Idle connections
 * have one each, so it holds little. For the connection's event loop.
 */
final class Expiry extends Wheel.Timer {

    /**
     * What goes for all.
     *
     * @param notice how long ahead is told, in ms; nothing is where it is 0
     * @param leeway how long beyond its {@code exp} a token is accepted that comes late, in ms
     */
    record Terms(Clock clock, Wheel wheel, long notice, long leeway) {}

    /** Whose token it is. */
    interface Owner {

        Terms terms();

        /**
         * The token is about to expire.
         *
         * @param millis until it does
         */
        void expiring(long millis);

        void expired();
    }

    private final Owner owner;
    private long deadline;
    private boolean told;

    Expiry(Owner owner) {
        this.owner = owner;
    }

    /**
     * Watches, and forgets the token before.
     *
     * @param expires the token's {@code exp}, in ms since 1970. One that was over already, and accepted all the same, has
     *     the leeway on top
     */
    void watch(long expires) {
        Terms terms = owner.terms();
        deadline = expires > terms.clock().millis() ? expires : expires + terms.leeway();
        long left = left(terms);
        told = false;
        terms.wheel().start(this, left - Math.min(terms.notice(), left / 2));
    }

    void stop() {
        owner.terms().wheel().stop(this);
    }

    private long left(Terms terms) {
        return Math.max(0, deadline - terms.clock().millis());
    }

    /** A wheel is not exact, and clocks are set: what is left counts, whenever this is called. */
    @Override
    protected void fire() {
        Terms terms = owner.terms();
        long left = left(terms);
        if (left == 0) {
            owner.expired();
        } else if (!told && left > terms.notice() + Wheel.TICK) {
            terms.wheel().start(this, left - terms.notice());
        } else {
            terms.wheel().start(this, left);
            if (!told && terms.notice() > 0) {
                told = true;
                owner.expiring(left);
            }
        }
    }
}
