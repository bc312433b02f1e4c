package io.carillon.gateway;

import io.carillon.config.Config;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Another configuration for a hub, of which everything is there: it holds when it is {@linkplain #take taken}. Any thread. */
public final class Renewal {

    private final Hub hub;
    private final Config next;
    private final HubFiles files;
    private final Guard.Held held;

    Renewal(Hub hub, Config next, HubFiles files, Guard.Held held) {
        this.hub = hub;
        this.next = next;
        this.files = files;
        this.held = held;
    }

    /**
     * Has it hold, and nothing of what has held before. Once; where it throws it is given up, and nothing has changed.
     *
     * @param endpoints those that take the places of others ({@link Endpoint#insteadOf})
     * @return completes when all connections go by it
     */
    public Future<Void> take(Collection<Endpoint> endpoints) {
        Map<String, Terms> terms;
        try {
            terms = endpoints.stream()
                    .map(Endpoint::begin)
                    .collect(Collectors.toUnmodifiableMap(Terms::name, each -> each));
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
        boolean rooms = hold();
        Future<Void> told = rooms ? tellRooms() : Future.succeededFuture();
        return Future.all(hub.lanes().adopt(terms), told).mapEmpty();
    }

    /** Whether something else holds for rooms. One after the other. */
    private boolean hold() {
        Foundation foundation = hub.foundation();
        synchronized (foundation) {
            Config before = foundation.config().getAndSet(next);
            foundation.guard().change(held, next.auth());
            foundation.core().change(next.rooms()::of, files.schemas());
            hub.admission().change(next.limits().admission());
            hub.sessions().change(next.limits().sessions());
            return !next.rooms().equals(before.rooms());
        }
    }

    /** Not on an event loop: there may be very many. Those that it does not reach find out when somebody uses them. */
    private Future<Void> tellRooms() {
        io.carillon.hub.Hub core = hub.foundation().core();
        return hub.foundation()
                .vertx()
                .executeBlocking(
                        () -> {
                            core.tellRooms();
                            return true;
                        },
                        false)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
