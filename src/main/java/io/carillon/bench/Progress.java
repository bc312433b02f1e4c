package io.carillon.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How it stands, for somebody who watches.
 *
 * @param phase what is done now: connecting, warming up, measuring, waiting
 * @param connected of how many connections
 * @param publishedPerSecond lately, as the others
 * @param p50 so far, in µs; so p99
 * @param cpu the server's, in µs a delivery
 */
public record Progress(
        String phase,
        long connected,
        long all,
        double publishedPerSecond,
        double deliveriesPerSecond,
        double p50,
        double p99,
        OptionalDouble cpu) {

    /** Somebody who watches. */
    public interface Watcher {
        /** Called every now and then, on the thread that runs the load. */
        void see(Progress progress);
    }

    /** In one line, the most important first: a narrow terminal cuts off the end. */
    public String line() {
        String line = String.format(Locale.ROOT, "%s: %,d/%,d connected", phase, connected, all);
        if (publishedPerSecond == 0 && p50 == 0) {
            return line;
        }
        String server = cpu.isPresent() ? String.format(Locale.ROOT, ", %.2f µs CPU each", cpu.getAsDouble()) : "";
        return String.format(
                Locale.ROOT,
                "%s, %,.0f deliveries/s, p50 %s, p99 %s, %,.0f published/s%s",
                line,
                deliveriesPerSecond,
                Report.time(p50),
                Report.time(p99),
                publishedPerSecond,
                server);
    }
}
