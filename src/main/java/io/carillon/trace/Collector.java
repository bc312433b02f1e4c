package io.carillon.trace;

import io.carillon.config.TracingConfig;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The way to the collector: OTLP over HTTP, by the JDK's own client. */
final class Collector {

    private static final String PATH = "/v1/traces";
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** What these say on a log of their own, {@link Courier} says on ours. Held, since they would be forgotten. */
    private static final List<Logger> SILENT = List.of(
            Logger.getLogger("io.opentelemetry.exporter.internal"),
            Logger.getLogger("io.opentelemetry.exporter.sender"));

    private Collector() {}

    static SpanExporter exporter(TracingConfig config) {
        SILENT.forEach(logger -> logger.setLevel(Level.OFF));
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(url(config.endpoint()))
                .setCompression("gzip")
                .setMeterProvider(MeterProvider::noop) // or it looks for one that may be anywhere in the process
                .setConnectTimeout(CONNECT)
                .setTimeout(ANSWER)
                .setRetryPolicy(RetryPolicy.builder()
                        .setMaxAttempts(3)
                        .setInitialBackoff(Duration.ofMillis(500))
                        .setMaxBackoff(Duration.ofSeconds(2))
                        .build());
        config.authorization().ifPresent(value -> exporter.addHeader("Authorization", value));
        return exporter.build();
    }

    /** Below what is configured, unless that names it. */
    static String url(URI endpoint) {
        String text = endpoint.toString();
        if (text.endsWith(PATH)) {
            return text;
        }
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + PATH;
    }
}
