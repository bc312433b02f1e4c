package io.carillon.ops;

import io.carillon.count.EndpointCounters;
import io.carillon.count.Handshake;
import io.carillon.count.NodeCounters;
import io.carillon.count.Queues;
import io.carillon.count.Traffic;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What a node tells about its connections. Endpoints and formats may come while it runs: they are looked for at each scrape. */
final class ConnectionMeters {

    /** What becomes of a handshake before it is known at which endpoint. */
    private static final Set<Handshake> NOWHERE = Set.of(Handshake.NO_ENDPOINT, Handshake.PLAIN);

    private final Meters meters;
    private final NodeCounters counters;
    private final Set<String> endpoints = new HashSet<>();
    private final Set<Tags> formats = new HashSet<>();

    ConnectionMeters(Meters meters, NodeCounters counters) {
        this.meters = meters;
        this.counters = counters;
        NOWHERE.forEach(result -> handshakes(counters.nowhere(), result));
        closes();
        counters.errors()
                .forEach((code, count) -> meters.counter(
                        "carillon.errors",
                        "Requests of clients that were answered with an error, or messages that got one.",
                        Tags.of("code", code.code()),
                        count));
        queues();
        meters.times(
                "carillon_event_loop_lag_seconds",
                "By how much event loops were late with what was to run ten times a second.",
                counters.beats().lag());
        refresh();
    }

    private void closes() {
        String description = "Connections that have ended, by code, and by who said so first.";
        counters.closes()
                .forEach((side, code, count) -> meters.counter(
                        "carillon.closes", description, Tags.of("side", side.toString(), "code", code), count));
    }

    private void queues() {
        meters.gauge(
                "carillon.queue.bytes",
                "What waits to be written to clients, all of them together, some seconds ago.",
                () -> counters.queues().stream().mapToLong(Queues::bytes).sum());
        meters.gauge(
                "carillon.queue.largest.bytes",
                "What waits to be written to one client, the most of all.",
                () -> counters.queues().stream()
                        .mapToLong(Queues::largest)
                        .max()
                        .orElse(0));
        meters.gauge(
                "carillon.queue.connections",
                "Connections for which something waits to be written.",
                () -> counters.queues().stream().mapToInt(Queues::connections).sum());
    }

    /** Adds what has come since the last time. */
    synchronized void refresh() {
        for (EndpointCounters endpoint : counters.endpoints()) {
            if (endpoints.add(endpoint.name())) {
                endpoint(endpoint);
            }
            for (String format : endpoint.formats()) {
                Tags tags = Tags.of("endpoint", endpoint.name(), "format", format);
                if (formats.add(tags)) {
                    traffic(endpoint, format, tags);
                }
            }
        }
    }

    private void endpoint(EndpointCounters endpoint) {
        for (Handshake result : Handshake.values()) {
            if (!NOWHERE.contains(result)) {
                handshakes(endpoint, result);
            }
        }
        meters.counter(
                "carillon.slow.consumers",
                "Connections that were closed with 4003: what waited for them passed its limit.",
                Tags.of("endpoint", endpoint.name()),
                endpoint.slowConsumers());
    }

    private void handshakes(EndpointCounters endpoint, Handshake shown) {
        endpoint.handshakes().forEach((result, count) -> {
            if (result == shown) {
                meters.counter(
                        "carillon.handshakes",
                        "WebSocket handshakes, by what became of them.",
                        Tags.of("endpoint", endpoint.name(), "result", result.toString()),
                        count);
            }
        });
    }

    private void traffic(EndpointCounters endpoint, String format, Tags tags) {
        meters.gauge(
                "carillon.connections",
                "Open connections of clients.",
                tags,
                () -> endpoint.sum(format, Traffic::open));
        Source source =
                (name, description, what) -> meters.counter(name, description, tags, () -> endpoint.sum(format, what));
        source.add("carillon.messages.received", "Messages that clients have sent.", Traffic::messagesIn);
        source.add("carillon.messages.sent", "Messages that were written to clients.", Traffic::messagesOut);
        source.add("carillon.received.bytes", "Bytes of frames that clients have sent.", Traffic::bytesIn);
        source.add("carillon.sent.bytes", "Bytes of frames that were written to clients.", Traffic::bytesOut);
    }

    private interface Source {
        void add(String name, String description, ToLongFunction<Traffic> what);
    }
}
