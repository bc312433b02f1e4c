package io.carillon.ops;

import io.carillon.count.Times;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Puts numbers that somebody else counts into a registry, from where they are read when somebody asks. Any thread. */
final class Meters {

    private final PrometheusMeterRegistry registry;
    private final List<LongSupplier> kept = new CopyOnWriteArrayList<>(); // the registry itself lets go of them

    Meters(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    void gauge(String name, String description, DoubleSupplier value) {
        gauge(name, description, Tags.empty(), value);
    }

    /** Returns what takes it away again. */
    Runnable gauge(String name, String description, Tags tags, DoubleSupplier value) {
        Gauge gauge = Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
        return () -> registry.remove(gauge);
    }

    void counter(String name, String description, LongAdder value) {
        counter(name, description, Tags.empty(), value::sum);
    }

    void counter(String name, String description, Tags tags, LongAdder value) {
        counter(name, description, tags, value::sum);
    }

    void counter(String name, String description, Tags tags, LongSupplier value) {
        kept.add(value);
        FunctionCounter.builder(name, value, LongSupplier::getAsLong)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A histogram; Micrometer's own would have to be told each time that something happens. */
    void times(String name, String description, Times times) {
        registry.getPrometheusRegistry().register(new Histogram(name, description, times));
    }

    private record Histogram(String name, String description, Times times) implements Collector {

        @Override
        public MetricSnapshot collect() {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            double[] bounds = Times.bounds();
            long[] counts = times.counts();
            for (int i = 0; i < counts.length; i++) {
                buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i]);
            }
            return HistogramSnapshot.builder()
                    .name(name)
                    .help(description)
                    .dataPoint(HistogramDataPointSnapshot.builder()
                            .labels(Labels.EMPTY)
                            .classicHistogramBuckets(buckets.build())
                            .sum(times.seconds())
                            .build())
                    .build();
        }

        @Override
        public String getPrometheusName() {
            return name;
        }
    }
}
