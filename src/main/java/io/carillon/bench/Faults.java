package io.carillon.bench;

/**
 * What went wrong with deliveries.
 *
 * @param lost never came, to connections that are still there
 * @param doubled came again
 * @param outOfOrder came behind one that was published later
 * @param misdelivered came to somebody who is not in the room, or to its own publisher
 */
public record Faults(long lost, long doubled, long outOfOrder, long misdelivered) {

    static final Faults NONE = new Faults(0, 0, 0, 0);

    Faults plus(Faults other) {
        return new Faults(
                lost + other.lost,
                doubled + other.doubled,
                outOfOrder + other.outOfOrder,
                misdelivered + other.misdelivered);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
