package io.carillon.gateway;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes HTTP connections on which no whole request arrives in time, the first one or one after another: whoever only
 * connects, or sends a byte a second, keeps no place. For one event loop.
 */
final class HandshakeTimer {

    private final Wheel wheel;
    private final long millis;
    private final Map<HttpConnection, Wheel.Timer> waiting = new IdentityHashMap<>();

    HandshakeTimer(Wheel wheel, long millis) {
        this.wheel = wheel;
        this.millis = millis;
    }

    /** Somebody has connected. */
    void connected(HttpConnection connection) {
        Wheel.Timer timer = new Wheel.Timer() {
            @Override
            protected void fire() {
                connection.close();
            }
        };
        waiting.put(connection, timer);
        wheel.start(timer, millis);
        connection.closeHandler(closed -> forget(connection));
    }

    /** A request has arrived: its answer may take what it takes, then the next one is waited for. */
    void requested(RoutingContext routing) {
        Wheel.@Nullable Timer timer = waiting.get(routing.request().connection());
        if (timer != null) {
            wheel.stop(timer);
            routing.addEndHandler(done -> {
                if (waiting.containsKey(routing.request().connection())) {
                    wheel.start(timer, millis);
                }
            });
        }
        routing.next();
    }

    /** The connection is gone, or is none of HTTP's any more. */
    void forget(HttpConnection connection) {
        Wheel.@Nullable Timer timer = waiting.remove(connection);
        if (timer != null) {
            wheel.stop(timer);
        }
    }
}
