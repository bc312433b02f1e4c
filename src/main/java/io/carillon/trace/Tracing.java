package io.carillon.trace;

import io.carillon.config.TracingConfig;
import io.carillon.message.RoomName;
import io.carillon.message.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans, where a collector is configured: for traces that begin elsewhere where they are kept there, and for those
 * that begin here as often as is configured. Where it is off nothing is made, and nobody is told. Thread-safe.
 */
public final class Tracing {

    /** No collector is configured. */
    public static final Tracing OFF = new Tracing();

    private static final int LONGEST_ATTRIBUTE = 512;

    private static final TextMapGetter<TraceParent> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceParent carrier) {
            return List.of(TraceParent.HEADER, TraceParent.STATE_HEADER);
        }

        @Override
        public @Nullable String get(@Nullable TraceParent carrier, String key) {
            if (carrier == null) {
                return null;
            }
            return key.equals(TraceParent.HEADER) ? carrier.text() : carrier.state();
        }
    };

    private final double sample;
    private final @Nullable Tracer tracer;
    private final @Nullable Courier courier;
    private final TraceCounters counters;

    private Tracing() {
        this.sample = 0;
        this.tracer = null;
        this.courier = null;
        this.counters = new TraceCounters();
    }

    private Tracing(double sample, Courier courier, Resource resource) {
        this.sample = sample;
        this.courier = courier;
        this.counters = courier.counters();
        this.tracer = SdkTracerProvider.builder()
                .setSampler(Sampler.alwaysOn()) // it was decided here before
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_ATTRIBUTE)
                        .build())
                .addResource(resource)
                .addSpanProcessor(courier)
                .build()
                .get("io.carillon");
    }

    /**
     * Starts it where it is configured.
     *
     * @param node this node's id
     */
    public static Tracing start(Optional<TracingConfig> config, String node, String version) {
        return config.map(known -> start(known, Collector.exporter(known), node, version))
                .orElse(OFF);
    }

    static Tracing start(TracingConfig config, SpanExporter exporter, String node, String version) {
        Resource resource = Resource.create(Attributes.builder()
                .put(AttributeKey.stringKey("service.name"), config.service())
                .put(AttributeKey.stringKey("service.instance.id"), node)
                .put(AttributeKey.stringKey("service.version"), version)
                .build());
        return new Tracing(config.sample(), new Courier(exporter, config.endpoint()), resource);
    }

    /** Whether there is any use in looking for what {@link #begin} is given. */
    public boolean isOn() {
        return tracer != null;
    }

    /** What has become of spans; nothing where it is off. */
    public TraceCounters counters() {
        return counters;
    }

    /**
     * Begins a piece of work.
     *
     * @param cause whose trace this is a part of, or refers to; null for neither
     * @return null where nobody keeps this trace
     */
    public @Nullable Span begin(Work work, @Nullable TraceParent cause) {
        Tracer known = tracer;
        if (known == null || !isKept(cause)) {
            return null;
        }
        SpanBuilder span = known.spanBuilder(work.text).setSpanKind(work.kind);
        Context there = cause == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), cause, HEADERS);
        if (cause == null || !cause.link()) {
            span.setParent(there);
        } else {
            span.setNoParent()
                    .addLink(io.opentelemetry.api.trace.Span.fromContext(there).getSpanContext());
        }
        return new Span(span.startSpan())
                .set("messaging.system", "carillon")
                .set("messaging.operation.name", work.text)
                .set("messaging.operation.type", work.type);
    }

    /** The same for a message of a room. */
    public @Nullable Span begin(Work work, @Nullable TraceParent cause, RoomName room) {
        Span span = begin(work, cause);
        return span == null ? null : span.set("messaging.destination.name", room.value());
    }

    private boolean isKept(@Nullable TraceParent cause) {
        return cause == null || cause.link()
                ? sample > 0 && ThreadLocalRandom.current().nextDouble() < sample
                : cause.isSampled();
    }

    /**
     * Tells the collector what was not told yet. Once.
     *
     * @return completes when it has taken it; after 2 s in any case. Never fails
     */
    public CompletionStage<Void> close() {
        return courier == null ? CompletableFuture.completedFuture(null) : courier.finish();
    }
}
