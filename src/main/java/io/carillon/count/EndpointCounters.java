package io.carillon.count;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** What has happened at one endpoint of this node. Any thread. */
public final class EndpointCounters {

    private final String name;
    private final Tally<Handshake> handshakes = new Tally<>(Handshake.class);
    private final LongAdder slowConsumers = new LongAdder();
    private final Map<String, List<Traffic>> traffic = new ConcurrentSkipListMap<>();

    EndpointCounters(String name) {
        this.name = name;
    }

    /** As tokens and listings call it. */
    public String name() {
        return name;
    }

    public Tally<Handshake> handshakes() {
        return handshakes;
    }

    /** Connections that were closed since they did not take what they were sent. */
    public LongAdder slowConsumers() {
        return slowConsumers;
    }

    /** There may be connections with this format. */
    public void expect(String format) {
        traffic.computeIfAbsent(format, name -> new CopyOnWriteArrayList<>());
    }

    /** One more event loop has connections with a format. */
    public void add(String format, Traffic more) {
        traffic.computeIfAbsent(format, name -> new CopyOnWriteArrayList<>()).add(more);
    }

    /** The formats that there may be connections with; more may come. */
    public List<String> formats() {
        return List.copyOf(traffic.keySet());
    }

    /** Something of all connections with a format, summed up. */
    public long sum(String format, ToLongFunction<Traffic> what) {
        long sum = 0;
        for (Traffic each : traffic.getOrDefault(format, List.of())) {
            sum += what.applyAsLong(each);
        }
        return sum;
    }
}
