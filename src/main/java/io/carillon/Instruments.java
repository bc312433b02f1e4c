package io.carillon;

import io.carillon.gateway.DirectMemory;
import io.carillon.gateway.Hub;
import io.carillon.http.HttpApi;
import io.carillon.ops.Metrics;
import io.carillon.ops.Readiness;
import io.carillon.overview.Overview;
import io.carillon.overview.Vitals;

/** What tells how a node is: its metrics, and its part of the overview. Stateless. */
final class Instruments {

    private Instruments() {}

    static Overview overview(Carillon.Node node, Readiness readiness) {
        Hub hub = node.hub();
        Vitals vitals = new Vitals(
                Carillon.version(),
                hub.clock().millis(),
                node::isStopping,
                readiness::unready,
                () -> hub.config().limits().admission().connections(),
                DirectMemory::used,
                DirectMemory::limit);
        return Overview.start(node.vertx(), hub.core(), hub.counters(), vitals);
    }

    static Metrics metrics(Carillon.Node node, Readiness readiness, HttpApi api) {
        Hub hub = node.hub();
        Metrics metrics =
                new Metrics(hub.core(), Carillon.version(), node.transport().toString(), hub::isDraining);
        metrics.watch(hub.counters(), () -> hub.config().limits().admission().connections());
        metrics.watch(hub.sessions());
        if (node.cluster().tracing().isOn()) {
            metrics.watch(node.cluster().tracing().counters());
        }
        metrics.watch(readiness);
        metrics.watch(hub.tokens().counters());
        metrics.watch(api.requests());
        metrics.watchMemory(DirectMemory::used, DirectMemory::limit);
        node.tls().all().forEach(metrics::watch);
        return metrics;
    }
}
