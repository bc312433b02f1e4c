package io.carillon.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes HTTP connections on which no whole request arrives in time, the first one or one after another: whoever only
 * connects, or sends a byte a second, keeps no place. For one event loop: an HTTP server's {@code connectionHandler} is
 * {@link #connected}, the first handler of its router {@link #requested}. Endpoints tell it of their upgrades.
 */
public final class HandshakeTimer {

    private static final String KEY = Visit.OWN + "timer";

    private final Wheel wheel = new Wheel(Wheel.TICK);
    private long millis;
    private final Map<HttpConnection, Wheel.Timer> waiting = new IdentityHashMap<>();

    /** @param millis how long a request may take to arrive */
    public HandshakeTimer(Vertx vertx, long millis) {
        this.millis = millis;
        vertx.setPeriodic(Wheel.TICK, tick -> wheel.advance());
    }

    /** Gives requests another time, those that have not been waited for yet. */
    public void limit(long other) {
        millis = other;
    }

    /** The connection of a request is none of HTTP's any more; nothing where no timer watches it. */
    static void upgraded(RoutingContext routing) {
        HandshakeTimer timer = routing.get(KEY);
        if (timer != null) {
            timer.forget(routing.request().connection());
        }
    }

    /** Somebody has connected. */
    public void connected(HttpConnection connection) {
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
    public void requested(RoutingContext routing) {
        Wheel.@Nullable Timer timer = waiting.get(routing.request().connection());
        if (timer != null) {
            routing.put(KEY, this);
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
    private void forget(HttpConnection connection) {
        Wheel.@Nullable Timer timer = waiting.remove(connection);
        if (timer != null) {
            wheel.stop(timer);
        }
    }
}
