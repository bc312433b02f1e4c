package io.carillon.bench;

import java.util.Locale;

/** The figures in words. */
public final class Report {

    private static final String HOW = "left out: --server-pid PID or --metrics URL tells where to look";

    private Report() {}

    /** Lines that end in a line break. */
    public static String of(Figures figures) {
        StringBuilder text = new StringBuilder();
        connections(text, figures);
        boolean measured = figures.traffic().seconds() > 0;
        if (measured && !(figures.load().pace() instanceof Pace.Idle)) {
            traffic(text, figures);
        }
        if (measured) {
            cpu(text, figures);
        }
        figures.problem().ifPresent(problem -> line(text, "problem", "%s", problem));
        return text.toString();
    }

    private static void connections(StringBuilder text, Figures figures) {
        Load.Crowd crowd = figures.load().crowd();
        Figures.Connected connected = figures.connected();
        line(
                text,
                "connections",
                "%,d open in %.1f s, %,d failed, %,d lost; members %,d, rooms %,d, publishers %,d",
                connected.open(),
                connected.seconds(),
                connected.failed(),
                connected.lost(),
                crowd.connections(),
                crowd.rooms(),
                crowd.publishers());
    }

    private static void traffic(StringBuilder text, Figures figures) {
        Figures.Traffic traffic = figures.traffic();
        Load.Data data = figures.load().data();
        String unsent = traffic.unsent() == 0 ? "" : String.format(Locale.ROOT, "; %,d unsent", traffic.unsent());
        line(
                text,
                "published",
                "%,d in %.1f s, %,.0f a second, %,d bytes of %s%s%s",
                traffic.published(),
                traffic.seconds(),
                traffic.perSecond(traffic.published()),
                data.size(),
                data.format(),
                data.compression() ? ", compression offered" : "",
                unsent);
        line(text, "deliveries", "%,d, %,.0f a second", figures.deliveries(), traffic.perSecond(traffic.arrivals()));
        line(
                text,
                "faults",
                "%,d lost, %,d doubled, %,d out of order, %,d misdelivered, %,d errors",
                traffic.faults().lost(),
                traffic.faults().doubled(),
                traffic.faults().outOfOrder(),
                traffic.faults().misdelivered(),
                traffic.errors());
        line(
                text,
                "latency",
                "p50 %s, p90 %s, p99 %s, p99.9 %s, max %s",
                time(figures.percentile(50)),
                time(figures.percentile(90)),
                time(figures.percentile(99)),
                time(figures.percentile(99.9)),
                time(figures.percentile(100)));
    }

    private static void cpu(StringBuilder text, Figures figures) {
        String each = figures.serverPerDelivery().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%.2f µs a delivery, ",
                        figures.serverPerDelivery().getAsDouble())
                : "";
        if (figures.serverCores().isPresent()) {
            line(text, "server CPU", "%s%.2f cores", each, figures.serverCores().getAsDouble());
        } else {
            line(text, "server CPU", "%s", HOW);
        }
        line(text, "own CPU", "%.2f cores", figures.ownCores());
    }

    /** Of µs, with three digits that mean something. */
    static String time(double us) {
        if (us >= 1_000_000) {
            return String.format(Locale.ROOT, "%.2f s", us / 1_000_000);
        }
        return us >= 1000
                ? String.format(Locale.ROOT, us >= 100_000 ? "%.0f ms" : "%.2f ms", us / 1000)
                : String.format(Locale.ROOT, "%.0f µs", us);
    }

    private static void line(StringBuilder text, String name, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-12s ", name))
                .append(String.format(Locale.ROOT, format, values))
                .append(System.lineSeparator());
    }
}
