package io.carillon.ops;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusterCounters;
import io.micrometer.core.instrument.Tags;

/** What a node tells about the others, and about what goes between them. */
final class ClusterMeters {

    private static final double NANOS_IN_A_SECOND = 1e9;

    private final Meters meters;

    ClusterMeters(Meters meters, Cluster cluster) {
        this.meters = meters;
        meters.gauge("carillon.nodes", "Nodes of the cluster, this one included.", cluster::nodes);
        meters.counter(
                "carillon.questions.unanswered",
                "Nodes that have not answered a question of this one in time.",
                cluster.questions().unanswered());
        traffic(cluster.counters());
        dropped(cluster.counters());
        meters.gauge(
                "carillon.bus.waiting.bytes",
                "What waits for other nodes to take it, all of them together.",
                cluster::waiting);
        meters.times(
                "carillon_bus_round_trip_seconds",
                "How long other nodes took to answer a question about nothing, each of them every 5 s.",
                cluster.counters().roundTrips());
        meters.gauge(
                "carillon.bus.slowest.round.trip.seconds",
                "The same of the slowest of them, the last time; 0 where there is no other node.",
                () -> cluster.slowestRoundTrip() / NANOS_IN_A_SECOND);
    }

    private void traffic(ClusterCounters counters) {
        String messages = "Messages of rooms that nodes have sent each other, once for each node.";
        meters.counter("carillon.bus.messages", messages, Tags.of("direction", "out"), counters.sent());
        meters.counter("carillon.bus.messages", messages, Tags.of("direction", "in"), counters.received());
        String bytes = "Their bytes.";
        meters.counter("carillon.bus.bytes", bytes, Tags.of("direction", "out"), counters.bytes());
        meters.counter("carillon.bus.bytes", bytes, Tags.of("direction", "in"), counters.receivedBytes());
        meters.counter(
                "carillon.bus.parcels",
                "Messages of the event bus into which they were joined to be sent.",
                counters.parcels());
    }

    private void dropped(ClusterCounters counters) {
        String description = "Messages between nodes that did not arrive, or were not taken.";
        meters.counter("carillon.bus.dropped", description, Tags.of("reason", "overflow"), counters.dropped());
        meters.counter("carillon.bus.dropped", description, Tags.of("reason", "undelivered"), counters.lost());
        meters.counter("carillon.bus.dropped", description, Tags.of("reason", "unreadable"), counters.broken());
        meters.counter("carillon.bus.dropped", description, Tags.of("reason", "late"), counters.late());
    }
}
