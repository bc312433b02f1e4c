package io.carillon.gateway;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Config;
import io.carillon.hub.Logbook;
import io.carillon.service.BusServices;
import io.carillon.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * What a hub stands on: its rooms, which are a part of the cluster, and who guards them.
 *
 * @param config what holds now
 */
record Foundation(VertxInternal vertx, AtomicReference<Config> config, io.carillon.hub.Hub core, Guard guard) {

    /**
     * Lays it; see {@link Hub#start(Vertx, Config, HubFiles, Function)}.
     *
     * @return fails, with nothing left behind
     */
    static Future<Foundation> lay(Vertx vertx, Config config, HubFiles files, Function<Cluster, StreamStore> streams) {
        if (!(vertx instanceof VertxInternal internal) || !ClusteredVertx.isPrepared(vertx)) {
            return Future.failedFuture(new IllegalArgumentException(
                    "a hub needs a clustered Vert.x whose Hazelcast knows Carillon's data: start it with"
                            + " ClusteredVertx.start, or have its configuration made by ClusteredVertx.prepare"));
        }
        io.carillon.hub.Hub core = new io.carillon.hub.Hub(
                config.rooms()::of,
                files.schemas(),
                new Logbook(config.logbook().events(), Clock.systemUTC()));
        AtomicReference<Config> now = new AtomicReference<>(config);
        if (!Claim.take(vertx)) {
            return Future.failedFuture(new IllegalStateException("this Vert.x has a hub already"));
        }
        return Cluster.join(vertx, core, node -> Tracing.start(config.tracing(), node, Hub.version()))
                .compose(cluster -> Future.succeededFuture(cluster)
                        .compose(joined -> {
                            core.start(joined, streams.apply(joined));
                            core.attach(new BusServices(vertx, joined.node(), now::get, Clock.systemUTC()));
                            return Guard.start(vertx, config, files, joined);
                        })
                        .map(guard -> new Foundation(internal, now, core, guard))
                        .recover(cause -> cluster.close().transform(left -> Future.failedFuture(cause))))
                .onFailure(cause -> Claim.release(vertx));
    }

    /** The Vert.x may have another hub. */
    void giveUp() {
        Claim.release(vertx);
    }
}
