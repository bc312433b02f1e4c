package io.carillon.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector of OpenTelemetry: takes OTLP over HTTP, as protobuf, and keeps what it has got. */
public final class TraceCollector implements AutoCloseable {

    /** A span as it came, with the attributes of its resource; the parent is empty where there is none. */
    public record Received(
            String name,
            String trace,
            String id,
            String parent,
            String kind,
            String state,
            List<String> links,
            Map<String, String> attributes,
            Map<String, String> resource,
            boolean failed) {}

    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    public TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** As {@code tracing.endpoint} has it. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers with this from now on. */
    public void answer(int other) {
        status = other;
    }

    public List<Received> spans() {
        return List.copyOf(spans);
    }

    /** What requests have had in the header of that name. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** So many of a name in a trace, or more; waits for them. */
    public List<Received> await(String trace, String name, int count) {
        Eventually.until(
                Duration.ofSeconds(30),
                count + " spans " + name,
                () -> of(trace, name).size() >= count);
        return of(trace, name);
    }

    private List<Received> of(String trace, String name) {
        return spans.stream()
                .filter(span -> span.trace.equals(trace) && span.name.equals(name))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            }
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = exchange.getRequestBody();
            ExportTraceServiceRequest request =
                    ExportTraceServiceRequest.parseFrom(zipped ? new GZIPInputStream(body) : body);
            if (status == 200) {
                request.getResourceSpansList().forEach(this::keep);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void keep(ResourceSpans of) {
        Map<String, String> resource = attributes(of.getResource().getAttributesList());
        for (ScopeSpans scope : of.getScopeSpansList()) {
            scope.getSpansList()
                    .forEach(span -> spans.add(new Received(
                            span.getName(),
                            hex(span.getTraceId().toByteArray()),
                            hex(span.getSpanId().toByteArray()),
                            hex(span.getParentSpanId().toByteArray()),
                            span.getKind().name(),
                            span.getTraceState(),
                            span.getLinksList().stream()
                                    .map(link -> hex(link.getTraceId().toByteArray()))
                                    .toList(),
                            attributes(span.getAttributesList()),
                            resource,
                            span.getStatus().getCodeValue() == 2)));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Map<String, String> attributes(List<KeyValue> list) {
        Map<String, String> read = new HashMap<>();
        for (KeyValue each : list) {
            AnyValue value = each.getValue();
            read.put(each.getKey(), value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue());
        }
        return read;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
