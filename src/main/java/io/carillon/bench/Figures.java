package io.carillon.bench;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came out. Counts of messages are of those that were due in the measured part, rates of what happened in it;
 * faults are those of the whole run, the warm-up included.
 *
 * @param problem the first thing that went wrong, for people
 */
public record Figures(
        Load load, Connected connected, Traffic traffic, Histogram latencies, Cpu cpu, Optional<String> problem) {

    /**
     * @param open connections, publishers included, that came into their rooms
     * @param failed those that did not
     * @param lost those that went away by themselves
     * @param seconds from the first handshake to the last join
     */
    public record Connected(long open, long failed, long lost, double seconds) {}

    /**
     * @param seconds how long the measured part was
     * @param published messages
     * @param arrivals what came in while it lasted, whenever it was due
     * @param unsent due, and not sent, since the server did not take what was sent before
     * @param errors that the server answered
     * @param interrupted whether it ended before its time
     */
    public record Traffic(
            double seconds,
            long published,
            long arrivals,
            long unsent,
            long errors,
            boolean interrupted,
            Faults faults) {

        double perSecond(long count) {
            return seconds > 0 ? count / seconds : 0;
        }

        boolean isFaultless() {
            return faults.isNone() && errors == 0;
        }
    }

    /**
     * @param server in ns, of the measured part; nothing where nobody said where to look
     * @param own the load generator's, likewise
     */
    public record Cpu(OptionalDouble server, double own) {}

    /** Whether everybody who was to come came and stayed, and everything arrived once and in order. */
    public boolean isFaultless() {
        return connected.failed() == 0 && connected.lost() == 0 && traffic.isFaultless();
    }

    long deliveries() {
        return latencies.getTotalCount();
    }

    /** In µs. */
    double percentile(double percent) {
        return deliveries() == 0 ? 0 : latencies.getValueAtPercentile(percent) / 1000.0;
    }

    OptionalDouble serverPerDelivery() {
        return cpu.server().isPresent() && traffic.arrivals() > 0
                ? OptionalDouble.of(cpu.server().getAsDouble() / 1000 / traffic.arrivals())
                : OptionalDouble.empty();
    }

    OptionalDouble serverCores() {
        return cpu.server().isPresent() && traffic.seconds() > 0
                ? OptionalDouble.of(cpu.server().getAsDouble() / 1e9 / traffic.seconds())
                : OptionalDouble.empty();
    }

    double ownCores() {
        return traffic.seconds() > 0 ? cpu.own() / 1e9 / traffic.seconds() : 0;
    }

    /** For machines: the same names whatever happened, null where there is no figure. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        putLoad(json);
        json.put("connections_open", connected.open())
                .put("connections_failed", connected.failed())
                .put("connections_lost", connected.lost())
                .put("connect_seconds", rounded(connected.seconds()))
                .put("measured_seconds", rounded(traffic.seconds()))
                .put("interrupted", traffic.interrupted())
                .put("published", traffic.published())
                .put("published_per_second", rounded(traffic.perSecond(traffic.published())))
                .put("unsent", traffic.unsent())
                .put("deliveries", deliveries())
                .put("deliveries_per_second", rounded(traffic.perSecond(traffic.arrivals())))
                .put("lost", traffic.faults().lost())
                .put("doubled", traffic.faults().doubled())
                .put("out_of_order", traffic.faults().outOfOrder())
                .put("misdelivered", traffic.faults().misdelivered())
                .put("errors", traffic.errors());
        putLatencies(json);
        return json.put("server_cpu_us_per_delivery", nullable(serverPerDelivery()))
                .put("server_cpu_cores", nullable(serverCores()))
                .put("generator_cpu_cores", rounded(ownCores()))
                .put("faultless", isFaultless())
                .put("problem", problem.orElse(null));
    }

    private void putLoad(JsonObject json) {
        Pace pace = load.pace();
        json.put("url", load.target().server().toString())
                .put("subprotocol", load.target().subprotocol())
                .put("format", load.data().format().toString())
                .put("compression", load.data().compression())
                .put("size_bytes", load.data().size())
                .put("rate_per_second", pace instanceof Pace.Rate rate ? rate.perSecond() : null)
                .put("window", pace instanceof Pace.Window window ? window.messages() : null)
                .put("connections", load.crowd().connections())
                .put("rooms", load.crowd().rooms())
                .put("publishers", load.crowd().publishers());
    }

    private void putLatencies(JsonObject json) {
        boolean none = deliveries() == 0;
        json.put("p50_us", none ? null : percentile(50))
                .put("p90_us", none ? null : percentile(90))
                .put("p99_us", none ? null : percentile(99))
                .put("p999_us", none ? null : percentile(99.9))
                .put("max_us", none ? null : percentile(100))
                .put("mean_us", none ? null : rounded(latencies.getMean() / 1000));
    }

    private static @Nullable Double nullable(OptionalDouble value) {
        return value.isPresent() ? rounded(value.getAsDouble()) : null;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
