package io.carillon.ops;

import io.carillon.cluster.StreamCounters;
import io.carillon.hub.Hub;
import io.carillon.hub.RecoveryCounters;
import io.carillon.hub.Sessions;
import io.carillon.uplink.UplinkCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
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
import java.util.function.LongSupplier;

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
        gauge("carillon.users", "Users with connections to this node.", hub.directory()::users);
        counter(
                "carillon.directs",
                "Messages past all rooms that were handed to connections of this node.",
                hub.post().delivered());
        counter(
                "carillon.questions.unanswered",
                "Nodes that have not answered a question of this one in time.",
                hub.cluster().questions().unanswered());
        RecoveryCounters streams = hub.recoveryCounters();
        String recoveries = "Joins that asked to go on from where the client was.";
        counter("carillon.stream.recoveries", recoveries, "recovered", streams.recovered());
        counter("carillon.stream.recoveries", recoveries, "failed", streams.unrecovered());
        counter("carillon.stream.filled", "Messages that the bus did not bring, and the store had.", streams.filled());
        counter("carillon.stream.resets", "Times that members had to begin anew.", streams.resets());
        counter("carillon.stream.read.failures", "Reads that the store did not answer.", streams.failed());
        streams(hub.cluster().streamCounters());
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

    private void streams(StreamCounters store) {
        String appends = "Publications to rooms with streams, of this node's publishers.";
        counter("carillon.stream.appends", appends, "stored", store.appended());
        counter("carillon.stream.appends", appends, "duplicate", store.duplicates());
        counter("carillon.stream.reads", "Parts of streams that were read for this node.", store.reads());
        counter("carillon.stream.failures", "Stores and reads that had no answer, or a refusal.", store.failed());
        gauge("carillon.streams", "Streams that this node holds, copies included, a minute ago.", store.streams());
        gauge("carillon.stream.bytes", "What they take of its heap, an estimate.", store.bytes());
    }

    /** Tells also how many clients there are, from when on there may be any. */
    public void watch(IntSupplier connections) {
        gauge("carillon.connections", "Open connections of clients.", connections);
    }

    /** Tells also what has become of sessions beyond their users' limit. */
    public void watch(Sessions sessions) {
        String description = "Sessions that were too many for their user, as this node has found.";
        counter("carillon.sessions.excess", description, "closed", sessions.closed());
        counter("carillon.sessions.excess", description, "refused", sessions.rejected());
    }

    /** Tells also what an uplink does on this node. */
    public void watch(UplinkCounters uplink) {
        Tags name = Tags.of("uplink", uplink.name());
        Gauge.builder("carillon.uplink.connected", () -> uplink.isConnected() ? 1 : 0)
                .description("1 where this node runs the uplink, and is connected.")
                .tags(name)
                .register(registry);
        String moved = "Messages that an uplink has moved.";
        String lost = "Messages that an uplink could not move.";
        counter("carillon.uplink.messages", moved, name.and("direction", "in"), uplink.in());
        counter("carillon.uplink.messages", moved, name.and("direction", "out"), uplink.out());
        counter("carillon.uplink.dropped", lost, name.and("direction", "in"), uplink.lostIn());
        counter("carillon.uplink.dropped", lost, name.and("direction", "out"), uplink.lostOut());
        counter("carillon.uplink.reconnects", "Connections of an uplink after its first.", name, uplink.reconnects());
    }

    private void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value::getAsInt).description(description).register(registry);
    }

    private void gauge(String name, String description, LongSupplier value) {
        Gauge.builder(name, value::getAsLong).description(description).register(registry);
    }

    private void counter(String name, String description, LongAdder value) {
        FunctionCounter.builder(name, value, LongAdder::sum)
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, String outcome, LongAdder value) {
        counter(name, description, Tags.of("outcome", outcome), value);
    }

    private void counter(String name, String description, Tags tags, LongAdder value) {
        FunctionCounter.builder(name, value, LongAdder::sum)
                .description(description)
                .tags(tags)
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
