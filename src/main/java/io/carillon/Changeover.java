package io.carillon;

import io.carillon.config.Config;
import io.carillon.gateway.Hub;
import io.carillon.gateway.HubFiles;
import io.carillon.gateway.Succession;
import io.carillon.http.HttpApi;
import io.carillon.ops.ReloadCounters;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.function.Consumer;

/** Has other configurations hold in a node that runs, one after the other, each as a whole or not at all. Any thread. */
final class Changeover {

    private final Config first;
    private final Carillon.Node node;
    private final Carillon.Doors doors;
    private final ReloadCounters counters = ReloadCounters.start();
    private final Succession changes = new Succession();

    /** @param first what the node was started with */
    Changeover(Config first, Carillon.Node node, Carillon.Doors doors) {
        this.first = first;
        this.node = node;
        this.doors = doors;
        doors.metrics().watch(counters);
        doors.metrics().watch(doors.uplinks());
    }

    /** What is served besides endpoints. */
    static Consumer<Router> routes(HttpApi api, Hub hub, Config config, Consumer<Router> more) {
        return router -> {
            api.accept(router, config.api(), new HubEntrance(hub));
            if (config.api().enabled() && config.console().enabled()) {
                api.console().accept(router);
            }
            more.accept(router);
        };
    }

    /** How often that was done. */
    ReloadCounters counters() {
        return counters;
    }

    /** As {@link Carillon#reload}. */
    Future<Void> to(Config next) {
        return changes.then(() -> (node.isStopping() ? stopping() : change(next))
                .onSuccess(changed -> counters.success())
                .onFailure(cause -> counters.failure()));
    }

    private static Future<Void> stopping() {
        return Future.failedFuture("the node is stopping");
    }

    private Future<Void> change(Config written) {
        Config next = written.over(first);
        return node.vertx()
                .executeBlocking(() -> read(next))
                .map(Objects::requireNonNull)
                .compose(files -> {
                    Consumer<Router> more = node.extras().routes(next, files.keys());
                    Consumer<Router> routes = routes(doors.api(), node.hub(), next, more);
                    return doors.gateway().reload(next, routes, () -> node.hub().prepare(next, files));
                })
                .onSuccess(changed -> doors.uplinks().change());
    }

    /** Certificates are a matter of their own: those that cannot be used are told of, and the ones before stay. */
    private HubFiles read(Config next) {
        node.tls().reload();
        return HubFiles.of(next, node.extras().jwt(next));
    }
}
