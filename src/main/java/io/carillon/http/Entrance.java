package io.carillon.http;

import io.vertx.core.http.HttpServerRequest;

/** How many may be connected to this node, and how fast they may come; shared with those who come another way. Any thread. */
public interface Entrance {

    /** Counts one who wants to be connected; false where there were more than the allowed number in a second. */
    boolean isInTime(HttpServerRequest request);

    /** Takes a place; false where none is left. Whoever got one gives it back with {@link #leave}. */
    boolean enter();

    void leave();
}
