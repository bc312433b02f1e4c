package io.carillon.ops;

import io.carillon.auth.TokenCounters;
import io.carillon.count.NodeCounters;
import io.carillon.count.Requests;
import io.carillon.hub.Hub;
import io.carillon.hub.Sessions;
import io.carillon.tls.TlsFiles;
import io.carillon.trace.TraceCounters;
import io.carillon.uplink.Uplinks;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells about itself in numbers: its own, which begin with {@code carillon_}, and those of its process and
 * JVM; docs/metrics.md says what they are. Every one of them is read when somebody asks. Any thread.
 */
public final class Metrics implements AutoCloseable {

    /** The text format that every Prometheus reads. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();
    private final Meters meters = new Meters(registry);
    private volatile @Nullable ConnectionMeters connections;
    private volatile @Nullable UplinkMeters uplinks;

    /**
     * @param hub started
     * @param version the product's
     * @param transport how bytes come and go, like {@code epoll}
     */
    public Metrics(Hub hub, String version, String transport, BooleanSupplier draining) {
        List<MeterBinder> process = List.of(
                new JvmMemoryMetrics(),
                collections,
                pressure,
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
        new RoomMeters(meters, hub);
        new ClusterMeters(meters, hub.cluster());
        flag("carillon.draining", "1 while the node says goodbye to its connections.", draining);
        meters.gauge(
                "carillon.info",
                "What runs here.",
                Tags.of("version", version, "node", hub.cluster().node()),
                () -> 1);
        meters.gauge("carillon.transport.info", "How bytes come and go.", Tags.of("transport", transport), () -> 1);
    }

    private void flag(String name, String description, BooleanSupplier value) {
        meters.gauge(name, description, () -> value.getAsBoolean() ? 1 : 0);
    }

    /**
     * Tells also of the connections of clients.
     *
     * @param limit how many there may be
     */
    public void watch(NodeCounters counters, LongSupplier limit) {
        connections = new ConnectionMeters(meters, counters);
        meters.gauge(
                "carillon.connections.limit",
                "How many connections and readers of events there may be.",
                limit::getAsLong);
    }

    /** Tells also how the node is. */
    public void watch(Readiness readiness) {
        flag("carillon.ready", "1 while the node wants connections.", readiness::isReady);
        flag(
                "carillon.cluster.safe",
                "1 while the data of this node has its copies, some seconds ago.",
                readiness::isSafe);
    }

    /** Tells also how tokens were verified. */
    public void watch(TokenCounters tokens) {
        tokens.verifications()
                .forEach((outcome, count) -> meters.counter(
                        "carillon.token.verifications",
                        "Tokens that were verified, wherever they came.",
                        Tags.of("outcome", outcome.toString()),
                        count));
        tokens.fetches()
                .forEach((outcome, count) -> meters.counter(
                        "carillon.jwks.fetches",
                        "Times that a JWK Set was to be fetched, or read again.",
                        Tags.of("outcome", outcome.toString()),
                        count));
    }

    /** Tells also what was asked over HTTP. */
    public void watch(Requests requests) {
        requests.forEach((operation, status, count) -> meters.counter(
                "carillon.http.requests",
                "Requests of the HTTP API that were answered.",
                Tags.of("operation", operation, "status", status),
                count));
        meters.gauge(
                "carillon.event.readers",
                "Readers of events over HTTP.",
                () -> requests.readers().sum());
    }

    /** Tells also what buffers take outside of the heap. */
    public void watchMemory(LongSupplier used, LongSupplier limit) {
        meters.gauge("carillon.netty.direct.bytes", "Memory of buffers outside of the heap.", used::getAsLong);
        meters.gauge("carillon.netty.direct.limit.bytes", "How much that may be.", limit::getAsLong);
    }

    /** Tells also what has become of sessions beyond their users' limit. */
    public void watch(Sessions sessions) {
        String description = "Sessions that were too many for their user, as this node has found.";
        meters.counter("carillon.sessions.excess", description, Tags.of("outcome", "closed"), sessions.closed());
        meters.counter("carillon.sessions.excess", description, Tags.of("outcome", "refused"), sessions.rejected());
    }

    /** Tells also what has become of spans. */
    public void watch(TraceCounters traces) {
        String description = "Spans of traces that were kept.";
        meters.counter("carillon.trace.spans", description, Tags.of("outcome", "exported"), traces.exported());
        meters.counter("carillon.trace.spans", description, Tags.of("outcome", "dropped"), traces.dropped());
        meters.counter("carillon.trace.spans", description, Tags.of("outcome", "failed"), traces.failed());
    }

    /** Tells also what uplinks do on this node. */
    public void watch(Uplinks all) {
        uplinks = new UplinkMeters(meters, all);
    }

    /** Tells also of the certificates of one use: for how long they are good, and what has become of new ones. */
    public void watch(TlsFiles tls) {
        Tags use = Tags.of("use", tls.use());
        meters.gauge(
                "carillon.tls.certificate.expiry.timestamp.seconds",
                "When the certificate in use expires, in seconds since 1970.",
                use,
                () -> tls.expires().getEpochSecond());
        String reloads = "Changes of the files of a certificate; a refused one leaves the old one in use.";
        meters.counter(
                "carillon.tls.reloads",
                reloads,
                use.and("outcome", "taken"),
                tls.counters().taken());
        meters.counter(
                "carillon.tls.reloads",
                reloads,
                use.and("outcome", "refused"),
                tls.counters().refused());
        String failures = "Handshakes of TLS that have come to nothing.";
        meters.counter(
                "carillon.tls.handshake.failures", failures, use, tls.counters().handshakes());
    }

    /** Tells also how often the configuration was read again. */
    public void watch(ReloadCounters reloads) {
        String description = "Times that the configuration was read again.";
        meters.counter("carillon.config.reloads", description, Tags.of("outcome", "applied"), reloads.applied());
        meters.counter("carillon.config.reloads", description, Tags.of("outcome", "refused"), reloads.refused());
        meters.gauge(
                "carillon.config.last.reload.success.timestamp.seconds",
                "When the configuration was read successfully for the last time, in seconds since 1970.",
                () -> reloads.last().get() / 1000.0);
    }

    /** All of it in Prometheus's text format. Asks the JVM, which takes some milliseconds: not on an event loop. */
    String scrape() {
        ConnectionMeters watched = connections;
        if (watched != null) {
            watched.refresh();
        }
        UplinkMeters linked = uplinks;
        if (linked != null) {
            linked.refresh();
        }
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        pressure.close();
        registry.close();
    }
}
