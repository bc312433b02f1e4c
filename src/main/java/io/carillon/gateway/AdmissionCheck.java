package io.carillon.gateway;

import io.carillon.message.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Lets nobody pass who comes too soon after the others, or for whom there is no place. */
final class AdmissionCheck implements Handler<RoutingContext> {

    static final Refusal FULL = Refusal.of(ErrorCode.UNAVAILABLE, "the node has as many connections as it may")
            .header("Retry-After", "5");
    static final Refusal DRAINING =
            Refusal.of(ErrorCode.UNAVAILABLE, "the node is about to stop").header("Retry-After", "1");
    private static final Refusal TOO_FAST = Refusal.of(ErrorCode.RATE_LIMITED, "too many handshakes in a second")
            .header("Retry-After", "1");

    private final Admission admission;

    AdmissionCheck(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void handle(RoutingContext routing) {
        if (!admission.handshake(routing.request().connection().remoteAddress().hostAddress())) {
            TOO_FAST.send(routing.response());
        } else if (admission.isDraining()) {
            DRAINING.send(routing.response());
        } else if (admission.isFull()) {
            FULL.send(routing.response());
        } else {
            routing.next();
        }
    }
}
