package io.carillon.cluster;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The ways to all peers. Each has an event loop of its own, where its event-bus connection lives, too. Thread-safe. */
final class Links {

    private record Link(PeerLink publications, MessageProducer<Parcel> producer) {}

    private record LinkLoop(ContextInternal context) implements PeerLink.Loop {

        @Override
        public void execute(Runnable task) {
            context.runOnContext(nothing -> task.run());
        }

        @Override
        public void executeAfter(long millis, Runnable task) {
            context.setTimer(millis, id -> task.run());
        }
    }

    private final VertxInternal vertx;
    private final Life self;
    private final ParcelHeads heads;
    private final ClusterCounters counters;
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    Links(VertxInternal vertx, Life self, ClusterCounters counters) {
        this.vertx = vertx;
        this.self = self;
        this.heads = new ParcelHeads(self);
        this.counters = counters;
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    Set<String> peers() {
        return Set.copyOf(links.keySet());
    }

    void open(String peer) {
        ContextInternal context = BusContext.of(vertx);
        DeliveryOptions options = new DeliveryOptions().setCodecName(ParcelCodec.NAME);
        MessageProducer<Parcel> producer = vertx.eventBus().sender(Registration.address(peer), options);
        PeerLink link =
                new PeerLink(heads::next, peer, new LinkLoop(context), parcel -> write(producer, parcel), counters);
        links.put(peer, new Link(link, producer));
    }

    void close(String peer) {
        Link link = links.remove(peer);
        if (link != null) {
            link.publications().close();
        }
    }

    /** Hot path. Nothing where the peer is gone. */
    void offer(String peer, byte[] publication) {
        Link link = links.get(peer);
        if (link != null) {
            link.publications().offer(publication);
        }
    }

    /** Says something about interest, past the publications that wait: it is small, and nothing depends on the order. */
    Future<Void> tell(String peer, InterestMessage message) {
        Link link = links.get(peer);
        return link == null
                ? Future.failedFuture("no such peer: " + peer)
                : write(link.producer(), Parcel.of(self.node(), message));
    }

    /** An event bus that is closing throws. */
    private static Future<Void> write(MessageProducer<Parcel> producer, Parcel parcel) {
        try {
            return producer.write(parcel);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
