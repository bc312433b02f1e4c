package io.carillon.count;

/**
 * What waits to be written on the connections of one event loop, which looks every few seconds. Any thread reads.
 */
public final class Queues {

    private volatile long bytes;
    private volatile long largest;
    private volatile int connections;

    /**
     * How it is now.
     *
     * @param waiting bytes of all connections
     * @param most bytes of one connection
     * @param behind connections for which anything waits
     */
    public void set(long waiting, long most, int behind) {
        bytes = waiting;
        largest = most;
        connections = behind;
    }

    public long bytes() {
        return bytes;
    }

    public long largest() {
        return largest;
    }

    public int connections() {
        return connections;
    }
}
