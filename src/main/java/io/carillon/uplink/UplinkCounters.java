package io.carillon.uplink;

import java.util.concurrent.atomic.LongAdder;

/** What one uplink has done on this node. Any thread. */
public final class UplinkCounters {

    private final String name;
    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();
    private final LongAdder lostIn = new LongAdder();
    private final LongAdder lostOut = new LongAdder();
    private final LongAdder reconnects = new LongAdder();
    private volatile boolean connected;

    UplinkCounters(String name) {
        this.name = name;
    }

    /** As the configuration calls it. */
    public String name() {
        return name;
    }

    /** Whether this node is connected there, and messages may pass. */
    public boolean isConnected() {
        return connected;
    }

    void connected(boolean is) {
        connected = is;
    }

    /** Messages from there that were published here. */
    public LongAdder in() {
        return in;
    }

    /** Messages from here that were taken there, or written where nobody says so. */
    public LongAdder out() {
        return out;
    }

    /** Messages from there that were not published here. */
    public LongAdder lostIn() {
        return lostIn;
    }

    /** Messages from here that did not get there. */
    public LongAdder lostOut() {
        return lostOut;
    }

    /** Connections after the first one. */
    public LongAdder reconnects() {
        return reconnects;
    }
}
