package io.carillon.ops;

import io.carillon.uplink.UplinkCounters;
import io.carillon.uplink.Uplinks;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a node tells about its uplinks. They come and go while it runs: they are looked for at each scrape. What one that is gone has
 * moved stays counted; whether it is connected is nobody's question any more.
 */
final class UplinkMeters {

    private final Meters meters;
    private final Uplinks uplinks;
    private final Set<String> counted = new HashSet<>();
    private final Map<String, Runnable> connected = new HashMap<>(); // what takes the gauge away

    UplinkMeters(Meters meters, Uplinks uplinks) {
        this.meters = meters;
        this.uplinks = uplinks;
        refresh();
    }

    /** Adds what has come since the last time, and takes away what has gone. */
    synchronized void refresh() {
        Set<String> configured = uplinks.configured();
        for (UplinkCounters uplink : uplinks.counters()) {
            String name = uplink.name();
            if (counted.add(name)) {
                counters(uplink);
            }
            if (configured.contains(name)) {
                connected.computeIfAbsent(name, added -> gauge(uplink));
            }
        }
        connected.entrySet().removeIf(gauge -> {
            boolean gone = !configured.contains(gauge.getKey());
            if (gone) {
                gauge.getValue().run();
            }
            return gone;
        });
    }

    private Runnable gauge(UplinkCounters uplink) {
        return meters.gauge(
                "carillon.uplink.connected",
                "1 where this node runs the uplink, and is connected.",
                Tags.of("uplink", uplink.name()),
                () -> uplink.isConnected() ? 1 : 0);
    }

    private void counters(UplinkCounters uplink) {
        Tags name = Tags.of("uplink", uplink.name());
        String moved = "Messages that an uplink has moved.";
        String lost = "Messages that an uplink could not move.";
        meters.counter("carillon.uplink.messages", moved, name.and("direction", "in"), uplink.in());
        meters.counter("carillon.uplink.messages", moved, name.and("direction", "out"), uplink.out());
        meters.counter("carillon.uplink.dropped", lost, name.and("direction", "in"), uplink.lostIn());
        meters.counter("carillon.uplink.dropped", lost, name.and("direction", "out"), uplink.lostOut());
        meters.counter(
                "carillon.uplink.reconnects", "Connections of an uplink after its first.", name, uplink.reconnects());
    }
}
