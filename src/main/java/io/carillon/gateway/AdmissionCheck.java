package io.carillon.gateway;

import io.carillon.count.Handshake;
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
    private final Proxies proxies;

    /** @param proxies say who it is that comes */
    AdmissionCheck(Admission admission, Proxies proxies) {
        this.admission = admission;
        this.proxies = proxies;
    }

    @Override
    public void handle(RoutingContext routing) {
        if (!admission.handshake(Caller.of(routing, proxies).ip())) {
            Verdict.refuse(routing, Handshake.RATE_LIMITED, TOO_FAST);
        } else if (admission.isDraining()) {
            Verdict.refuse(routing, Handshake.DRAINING, DRAINING);
        } else if (admission.isFull()) {
            Verdict.refuse(routing, Handshake.FULL, FULL);
        } else {
            routing.next();
        }
    }
}
