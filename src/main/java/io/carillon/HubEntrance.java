package io.carillon;

import io.carillon.gateway.Caller;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Proxies;
import io.carillon.http.Entrance;
import io.vertx.core.http.HttpServerRequest;

/** Readers of events are let in as connections are, and are as many of those. Any thread. */
final class HubEntrance implements Entrance {

    private final Hub hub;
    private final Proxies proxies;

    HubEntrance(Hub hub) {
        this.hub = hub;
        this.proxies = new Proxies(hub.config().http().proxies());
    }

    @Override
    public boolean isInTime(HttpServerRequest request) {
        return hub.admission().handshake(proxies.caller(request).ip());
    }

    @Override
    public boolean enter() {
        return hub.admission().enter();
    }

    @Override
    public void leave() {
        hub.admission().leave();
    }

    @Override
    public Origin origin(HttpServerRequest request) {
        Caller caller = proxies.caller(request);
        return new Origin(caller.ip(), caller.isSecure());
    }
}
