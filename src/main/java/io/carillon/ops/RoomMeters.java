package io.carillon.ops;

import io.carillon.cluster.StreamCounters;
import io.carillon.hub.FanOut;
import io.carillon.hub.Hub;
import io.carillon.hub.HubCounters;
import io.carillon.hub.RecoveryCounters;
import io.micrometer.core.instrument.Tags;

/** What a node tells about rooms, their streams and members, and the messages on their way. */
final class RoomMeters {

    private final Meters meters;

    RoomMeters(Meters meters, Hub hub) {
        this.meters = meters;
        HubCounters counters = hub.counters();
        meters.gauge("carillon.rooms", "Rooms that have members on this node.", hub::rooms);
        meters.gauge(
                "carillon.presence.members",
                "Memberships of connections of this node in rooms with presence.",
                () -> counters.presence().members().sum());
        meters.gauge(
                "carillon.presence.rooms",
                "Rooms with presence that this node uses.",
                () -> counters.presence().rooms().sum());
        meters.gauge(
                "carillon.users",
                "Users with connections to this node.",
                () -> hub.directory().users());
        meters.counter(
                "carillon.directs",
                "Messages past all rooms that were handed to connections of this node.",
                hub.post().delivered());
        meters.counter(
                "carillon.services.dropped",
                "Messages of rooms, and events, that services were to hear, and too much waited for them.",
                hub.services().dropped());
        fanOut(counters.fanOut());
        recoveries(counters.recoveries());
        streams(hub.cluster().streamCounters());
    }

    private void fanOut(FanOut counters) {
        meters.counter(
                "carillon.publications", "Messages that were published to rooms on this node.", counters.published());
        meters.counter(
                "carillon.fanout.messages",
                "Messages of rooms for members on this node, published here or elsewhere.",
                counters.received());
        meters.counter(
                "carillon.deliveries",
                "Messages of rooms that were handed to members on this node, once for each of them.",
                counters.deliveries());
        meters.times(
                "carillon_fanout_seconds",
                "From when this node had a message until an event loop had written it to its members.",
                counters.turns());
        meters.times(
                "carillon_publish_to_write_seconds",
                "From when this node had accepted a message until an event loop of its own had written it to its members.",
                counters.writes());
    }

    private void recoveries(RecoveryCounters streams) {
        String recoveries = "Joins that asked to go on from where the client was.";
        meters.counter("carillon.stream.recoveries", recoveries, Tags.of("outcome", "recovered"), streams.recovered());
        meters.counter("carillon.stream.recoveries", recoveries, Tags.of("outcome", "failed"), streams.unrecovered());
        meters.counter(
                "carillon.stream.filled", "Messages that the bus did not bring, and the store had.", streams.filled());
        meters.counter("carillon.stream.resets", "Times that members had to begin anew.", streams.resets());
        meters.counter("carillon.stream.read.failures", "Reads that the store did not answer.", streams.failed());
    }

    private void streams(StreamCounters store) {
        String appends = "Publications to rooms with streams, of this node's publishers.";
        meters.counter("carillon.stream.appends", appends, Tags.of("outcome", "stored"), store.appended());
        meters.counter("carillon.stream.appends", appends, Tags.of("outcome", "duplicate"), store.duplicates());
        meters.counter("carillon.stream.reads", "Parts of streams that were read for this node.", store.reads());
        meters.counter(
                "carillon.stream.failures", "Stores and reads that had no answer, or a refusal.", store.failed());
        meters.gauge(
                "carillon.streams",
                "Streams that this node holds, copies included, a minute ago.",
                () -> store.streams().getAsLong());
        meters.gauge(
                "carillon.stream.bytes",
                "What they take of its heap, an estimate.",
                () -> store.bytes().getAsLong());
    }
}
