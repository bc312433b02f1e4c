package io.carillon.cluster;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The ways to all peers. Each has an event loop of its own, where its event-bus connection lives, too. Thread-safe. */
final class Links {

    /** What is said about presence, and not yet taken by the operating system, in bytes; what is more is dropped. */
    private static final long MOST_PRESENCE = 32 << 20;

    /** @param presence how many bytes about it are under way */
    private record Link(
            PeerLink publications, QuestionLink questions, MessageProducer<Parcel> producer, AtomicLong presence) {}

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
        this.heads = new ParcelHeads(self, Parcel.PUBLICATIONS);
        this.counters = counters;
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    /** How many bytes of publications wait for all peers together. */
    long waiting() {
        return links.values().stream()
                .mapToLong(link -> link.publications().waiting())
                .sum();
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
        QuestionLink questions = new QuestionLink(context, parcel -> write(producer, parcel));
        links.put(peer, new Link(link, questions, producer, new AtomicLong()));
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

    /**
     * Sends a question or an answer, in the order of each thread that does.
     *
     * @return false where the peer is gone, or too much waits for it
     * @see QuestionLink#send
     */
    boolean ask(String peer, Supplier<byte[]> head, byte[] body, Runnable failed) {
        Link link = links.get(peer);
        return link != null && link.questions().send(head, body, failed);
    }

    /** Says something about interest, past the publications that wait: it is small, and nothing depends on the order. */
    Future<Void> tell(String peer, InterestMessage message) {
        Link link = links.get(peer);
        return link == null
                ? Future.failedFuture("no such peer: " + peer)
                : write(link.producer(), Parcel.of(self.node(), message));
    }

    /** Says something about presence, past the publications that wait. It may be dropped: whoever lacks it asks. */
    void tell(String peer, PresenceMessage message) {
        Link link = links.get(peer);
        if (link == null || link.presence().get() > MOST_PRESENCE) {
            return;
        }
        Parcel parcel = Parcel.of(self.node(), message);
        link.presence().addAndGet(parcel.head().length);
        write(link.producer(), parcel).onComplete(written -> link.presence().addAndGet(-parcel.head().length));
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
