package io.carillon.client;

import io.carillon.message.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One publication, from its caller to its answer. For one thread. */
class Publication {

    private static final long NEVER = -1;

    private final Payload data;
    private final String key;
    private final boolean echo;
    private final boolean once;
    private long firstWritten = NEVER;
    private boolean underway;
    private final List<String> connections = new ArrayList<>(1);

    /** @param once it does not wait, and is not sent again */
    Publication(Payload data, String key, boolean echo, boolean once) {
        this.data = data;
        this.key = key;
        this.echo = echo;
        this.once = once;
    }

    Payload data() {
        return data;
    }

    String key() {
        return key;
    }

    boolean echo() {
        return echo;
    }

    boolean once() {
        return once;
    }

    /** In bytes. */
    int size() {
        return data.bytes().length;
    }

    /** Whether it was ever written. */
    boolean isKnown() {
        return firstWritten != NEVER;
    }

    /** Whether it is written, and the connection that should answer still there. */
    boolean isUnderway() {
        return underway;
    }

    void write(String onConnection, long now) {
        underway = true;
        connections.add(onConnection);
        firstWritten = isKnown() ? firstWritten : now;
    }

    void waitAgain() {
        underway = false;
    }

    /** When it was first written; only where it was. */
    long firstWritten() {
        return firstWritten;
    }

    /** Whether it was written on this connection, and that ended before it was answered. */
    boolean wasUnansweredOn(@Nullable String id) {
        int ended = connections.size() - (underway ? 1 : 0);
        return id != null && connections.subList(0, ended).contains(id);
    }

    /** The server has taken it. */
    void published(Published where) {}

    /** It came to nothing. */
    void failed(ClientException why) {}
}
