package io.carillon.gateway;

import io.carillon.count.EndpointCounters;
import io.carillon.count.Handshake;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of the handshakes at an endpoint: the first station, which the others tell. On the request's event loop. */
final class Verdict implements Handler<RoutingContext> {

    private static final String KEY = Visit.OWN + "verdict";

    private final EndpointCounters counters;

    Verdict(EndpointCounters counters) {
        this.counters = counters;
    }

    @Override
    public void handle(RoutingContext routing) {
        routing.put(KEY, this);
        routing.next();
    }

    /** Refuses a handshake; nothing where it was answered already. */
    static void refuse(RoutingContext routing, Handshake why, Refusal refusal) {
        if (routing.response().ended()) {
            return;
        }
        is(routing, routing.response().closed() ? Handshake.GONE : why);
        refusal.send(routing);
    }

    /** Nothing else will be said of it. */
    static void is(RoutingContext routing, Handshake result) {
        @Nullable Verdict here = routing.get(KEY);
        if (here != null) {
            here.counters.handshakes().add(result);
        }
    }
}
