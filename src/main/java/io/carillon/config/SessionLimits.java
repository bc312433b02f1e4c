package io.carillon.config;

/**
 * How many connections one user may have, on all nodes and endpoints together.
 *
 * @param max 0 for no limit
 * @param policy what becomes of one more
 */
public record SessionLimits(int max, Policy policy) {

    /** What holds where nothing is configured. */
    public static final SessionLimits DEFAULT = new SessionLimits(0, Policy.CLOSE_OLDEST);

    private static final int MOST = 10_000;

    public SessionLimits {
        Checks.that(max >= 0 && max <= MOST, "a user has 0 to " + MOST + " sessions", max);
    }

    /** What becomes of one session too many. */
    public enum Policy {
        /** It is let in, and the oldest one is closed with 4000. */
        CLOSE_OLDEST("close-oldest"),
        /** It is refused with 429. */
        REJECT("reject");

        private final String text;

        Policy(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static SessionLimits read(Section section) {
        return new SessionLimits(
                section.value("max", Rule.integer(0, MOST), DEFAULT.max),
                section.value("policy", Rule.choice(Policy.class), DEFAULT.policy));
    }
}
