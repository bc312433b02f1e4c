package io.carillon.cluster;

import io.carillon.message.Publication;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what peers have sent. What cannot be read is logged, counted and dropped, the rest of its parcel with it: nothing
 * that comes from the bus stops this. Publications that come too late ({@link ParcelOrder}) are dropped and counted, too.
 * For one thread.
 */
final class Unpacker {

    /** Gets what peers say about their interest and their members. */
    interface Listener {
        void said(String from, InterestMessage message);

        void said(String from, PresenceMessage message);
    }

    /** Gets what peers ask and answer. */
    interface Dialogue {

        /** Returns false where the question comes after a later one, and was not looked at. */
        boolean asked(String from, WireReader question);

        void answered(String from, WireReader answer);

        /** As {@link Unpacker#tidy}. */
        void tidy(Set<String> members, long now);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Unpacker.class);

    private static final long LOG_NANOS = 1_000_000_000;

    private final Receiver receiver;
    private final Dialogue dialogue;
    private final ClusterCounters counters;
    private final ParcelOrder order = new ParcelOrder();
    private long logged;

    Unpacker(Receiver receiver, Dialogue dialogue, ClusterCounters counters) {
        this.receiver = receiver;
        this.dialogue = dialogue;
        this.counters = counters;
    }

    void unpack(byte[] parcel, Listener listener) {
        String from = "unknown";
        try {
            WireReader reader = new WireReader(parcel);
            version(reader.octet());
            int kind = reader.octet();
            from = reader.text();
            switch (kind) {
                case Parcel.PUBLICATIONS -> publications(from, reader, parcel.length);
                case Parcel.INTEREST -> listener.said(from, InterestCodec.decode(reader));
                case Parcel.QUESTION -> question(from, reader);
                case Parcel.ANSWER -> dialogue.answered(from, reader);
                case Parcel.PRESENCE -> listener.said(from, PresenceCodec.decode(reader));
                default -> throw new WireException("unknown kind: " + kind);
            }
        } catch (WireException e) {
            broken(from, e.getMessage());
        }
    }

    /** Counts it; logs one a second, since a peer of another version does not stop. */
    void broken(String from, @Nullable String cause) {
        counters.broken().increment();
        if (mayLog(counters.broken().sum())) {
            LOG.warn("what a peer has sent cannot be read: node={} cause={}", from, cause);
        }
    }

    private void late(String from) {
        counters.late().increment();
        if (mayLog(counters.late().sum())) {
            LOG.warn("what came after later things of the same node is dropped: node={}", from);
        }
    }

    private boolean mayLog(long times) {
        long now = System.nanoTime();
        if (times > 1 && now - logged <= LOG_NANOS) {
            return false;
        }
        logged = now;
        return true;
    }

    /** Forgets what it remembers of nodes that have been no members for long. To be called every few seconds. */
    void tidy(Set<String> members, long now) {
        order.tidy(members, now);
        dialogue.tidy(members, now);
    }

    private static void version(int version) {
        if (version != Parcel.VERSION) {
            throw new WireException("version " + version + ", this node speaks " + Parcel.VERSION);
        }
    }

    private void question(String from, WireReader reader) {
        if (!dialogue.asked(from, reader)) {
            late(from);
        }
    }

    private void publications(String from, WireReader reader, int bytes) {
        long incarnation = reader.number();
        long number = reader.number();
        if (!order.isNext(from, incarnation, number)) {
            late(from);
            return;
        }
        counters.receivedBytes().add(bytes);
        while (reader.hasMore()) {
            Publication publication = PublicationCodec.decode(reader.part());
            counters.received().increment();
            deliver(publication);
        }
    }

    private void deliver(Publication publication) {
        try {
            receiver.receive(publication);
        } catch (RuntimeException e) {
            LOG.error("a receiver must not throw: room={}", publication.room(), e);
        }
    }
}
