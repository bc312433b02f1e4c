package io.carillon.bench;

/** How fast publishers publish. */
public sealed interface Pace {

    /**
     * Messages are due at fixed times, whatever the server does; latency counts from then.
     *
     * @param perSecond messages a second over all rooms
     */
    record Rate(double perSecond) implements Pace {
        public Rate {
            Load.check(perSecond > 0 && perSecond <= 1_000_000, "--rate", perSecond, "more than 0, up to 1000000");
        }
    }

    /**
     * The next message goes out when one has arrived everywhere.
     *
     * @param messages how many may be on their way at once, in each room and of each publisher
     */
    record Window(int messages) implements Pace {
        public Window {
            Load.check(messages >= 1 && messages <= 10_000, "--window", messages, "1 to 10000");
        }
    }

    /** Nobody publishes. */
    record Idle() implements Pace {}
}
