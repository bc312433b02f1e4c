package io.carillon.count;

/**
 * What went over the connections of one event loop that have the same endpoint and format. Hot path: plain fields that this event
 * loop alone changes; it lets go of what it has written at the end of each turn, so others see them a moment later.
 */
public class Traffic {

    private int open;
    private long messagesIn;
    private long bytesIn;
    private long messagesOut;
    private long bytesOut;

    /** One connection more. */
    public final void opened() {
        open++;
    }

    /** One less. */
    public final void closed() {
        open--;
    }

    /** A message has come in. */
    public final void received() {
        messagesIn++;
    }

    /** Bytes have come in, frames with their headers, whatever they are. */
    public final void read(int bytes) {
        bytesIn += bytes;
    }

    /** Messages go out, in frames of so many bytes. */
    public final void sent(int messages, int bytes) {
        messagesOut += messages;
        bytesOut += bytes;
    }

    /** How many connections are open. Any thread, as the next. */
    public final int open() {
        return open;
    }

    public final long messagesIn() {
        return messagesIn;
    }

    public final long bytesIn() {
        return bytesIn;
    }

    public final long messagesOut() {
        return messagesOut;
    }

    public final long bytesOut() {
        return bytesOut;
    }
}
