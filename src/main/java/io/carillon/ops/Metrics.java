package io.carillon.ops;

import io.carillon.hub.Hub;
import io.carillon.hub.RecoveryCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What a node tells about itself in numbers: its own, which begin with {@code carillon_}, and those of its process and
 * JVM. Every one of them is read when somebody asks; nothing is counted on the way of a message. Any thread.
 */
public final class Metrics implements AutoCloseable {

    /** The text format that every Prometheus reads. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /**
     * @param hub started
     * @param version the product's
     * @param transport how bytes come and go, like {@code epoll}
     */
    public Metrics(Hub hub, String version, String transport, BooleanSupplier draining) {
        List<MeterBinder> process = List.of(
                new JvmMemoryMetrics(),
                collections,
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
        gauge("carillon.rooms", "Rooms that have members on this node.", hub::rooms);
        gauge("carillon.presence.members", "Memberships of connections of this node in rooms with presence.", () ->
                (int) hub.present());
        gauge(
                "carillon.nodes",
                "Nodes of the cluster, this one included.",
                () -> hub.cluster().nodes());
        gauge(
                "carillon.draining",
                "1 while the node says goodbye to its connections.",
                () -> draining.getAsBoolean() ? 1 : 0);
        RecoveryCounters streams = hub.recoveryCounters();
        String recoveries = "Joins that asked to go on from where the client was.";
        counter("carillon.stream.recoveries", recoveries, "recovered", streams.recovered());
        counter("carillon.stream.recoveries", recoveries, "failed", streams.unrecovered());
        counter("carillon.stream.filled", "Messages that the bus did not bring, and the store had.", streams.filled());
        counter("carillon.stream.resets", "Times that members had to begin anew.", streams.resets());
        counter("carillon.stream.read.failures", "Reads that the store did not answer.", streams.failed());
        Gauge.builder("carillon.info", () -> 1)
                .description("What runs here.")
                .tag("version", version)
                .tag("node", hub.cluster().node())
                .register(registry);
        Gauge.builder("carillon.transport.info", () -> 1)
                .description("How bytes come and go.")
                .tag("transport", transport)
                .register(registry);
    }

    /** Tells also how many clients there are, from when on there may be any. */
    public void watch(IntSupplier connections) {
        gauge("carillon.connections", "Open connections of clients.", connections);
    }

    private void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value::getAsInt).description(description).register(registry);
    }

    private void counter(String name, String description, LongAdder value) {
        FunctionCounter.builder(name, value, LongAdder::sum)
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, String outcome, LongAdder value) {
        FunctionCounter.builder(name, value, LongAdder::sum)
                .description(description)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** All of it in Prometheus's text format. Asks the JVM, which takes some milliseconds: not on an event loop. */
    String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
