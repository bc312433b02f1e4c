package io.carillon.http;

import io.vertx.core.http.HttpServerRequest;

/** How many may be connected to this node, and how fast they may come; shared with those who come another way. Any thread. */
public interface Entrance {

    /** Counts one who wants to be connected; false where there were more than the allowed number in a second. */
    boolean isInTime(HttpServerRequest request);

    /** Takes a place; false where none is left. Whoever got one gives it back with {@link #leave}. */
    boolean enter();

    void leave();

    /** Where the client is, and how it has come, as far as those in front are believed. */
    Origin origin(HttpServerRequest request);

    /**
     * Of a request.
     *
     * @param address the client's IP address
     * @param secure whether it came by TLS
     */
    record Origin(String address, boolean secure) {}
}
