package io.carillon.cluster;

import io.carillon.cluster.InterestMessage.Ack;
import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Ask;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.cluster.InterestMessage.Goodbye;
import io.carillon.message.RoomName;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the interest tables of all nodes the same, over a bus that may lose anything. Plain: members, messages, changes
 * and time come in, messages go out through {@link Post}. For one thread.
 *
 * <p>Each node is the only authority on its own interest and tells each peer separately ({@link Announcer}); a peer that
 * finds a gap, or nothing at all, asks to be told everything ({@link PeerInterest}). Every few seconds a digest is
 * compared, which heals whatever else may have gone wrong. A peer that is no member any more is forgotten.
 */
final class InterestExchange {

    /** The way to the peers. May lose what it is given; where it knows that it did, it calls {@link #failed}. */
    interface Post {
        void send(String node, InterestMessage message);
    }

    static final long DIGEST_MILLIS = 3_000;

    private static final long ASK_MILLIS = 250;
    private static final long LONGEST_ASK_MILLIS = 4_000;
    /** After something was understood: as long as more comes, nobody has to ask. */
    private static final long PATIENCE_MILLIS = 1_000;
    /** So often in a row that nobody listens there: the peer is not up, not yet or no more, or not one of ours. */
    private static final int ABSENT = 4;

    private static final int MOST_ROOMS = 4_096;

    private final long incarnation;
    private final int mostRooms;
    private final InterestTable table;
    private final Post post;
    private final OwnInterest own = new OwnInterest();
    private final Map<String, Peer> peers = new HashMap<>();
    private long seq;
    private long digestDue;

    /** @param incarnation larger than that of any earlier life of the same node */
    InterestExchange(long incarnation, InterestTable table, Post post) {
        this(incarnation, MOST_ROOMS, table, post);
    }

    InterestExchange(long incarnation, int mostRooms, InterestTable table, Post post) {
        this.incarnation = incarnation;
        this.mostRooms = mostRooms;
        this.table = table;
        this.post = post;
    }

    /** A node has become a member: both sides tell each other everything. */
    void added(String node, long now) {
        Peer peer = new Peer(node);
        peers.put(node, peer);
        peer.ask(now);
        peer.tell(now);
    }

    void removed(String node) {
        Peer peer = peers.remove(node);
        if (peer != null) {
            peer.interest.forget();
        }
    }

    /** This node has members in the room now, or has none; {@link #flush} tells of it. */
    void changed(RoomName room, boolean member) {
        if (own.set(room, member)) {
            peers.values().forEach(peer -> peer.announcer.changed(room));
        }
    }

    /** Tells everything again, and asks for everything: after a merge nothing is certain. */
    void resync(long now) {
        for (Peer peer : peers.values()) {
            peer.announcer.restart();
            peer.ask(now);
            peer.tell(now);
        }
    }

    /** What the peers are to know has a number. */
    long version() {
        return own.version();
    }

    /** The version that every peer that is up has acknowledged. */
    long settled() {
        long settled = own.version();
        for (Peer peer : peers.values()) {
            if (peer.introduced) {
                settled = Math.min(settled, peer.announcer.settled());
            }
        }
        return settled;
    }

    /** Whether this node knows the interest of every peer that is up, and each of them knows this node's. */
    boolean isInStep() {
        return peers.values().stream().allMatch(Peer::isInStep);
    }

    /** Whether the peer is up, as far as it has been heard: it counts for {@link #settled}. */
    boolean isIntroduced(String node) {
        Peer peer = peers.get(node);
        return peer != null && peer.introduced;
    }

    void flush(long now) {
        peers.values().forEach(peer -> peer.tell(now));
    }

    /** To be called several times a second. */
    void tick(long now) {
        boolean digests = now >= digestDue;
        if (digests) {
            digestDue = now + DIGEST_MILLIS;
        }
        for (Peer peer : peers.values()) {
            peer.tell(now);
            if (!peer.interest.isComplete() && now >= peer.askDue) {
                peer.ask(now);
            }
            peer.digestOwed |= digests;
            peer.payDigest();
        }
    }

    /** Whether the sender is one of the peers; what others say is ignored. */
    boolean received(String from, InterestMessage message, long now) {
        Peer peer = peers.get(from);
        if (peer == null) {
            return false;
        }
        peer.failures = 0;
        message.handTo(peer.at(now));
        return true;
    }

    /**
     * The bus did not deliver this. More may be {@linkplain #settled() settled} from now on: a peer that cannot be
     * reached several times in a row counts no more, until it acknowledges something or says something about itself.
     *
     * @return in how many ms {@link #flush} should be called for it; 0 for never
     */
    long failed(String node, InterestMessage message, long now) {
        Peer peer = peers.get(node);
        if (peer == null || !(message instanceof Announcement said)) {
            return 0;
        }
        peer.unreachable();
        return peer.announcer.failed(said.seq(), now);
    }

    /** What everybody is to be told when this life is over. */
    Map<String, Goodbye> goodbye() {
        return peers.keySet().stream().collect(Collectors.toMap(node -> node, node -> new Goodbye(incarnation)));
    }

    /** One of the other nodes: what it is told, and what it says. */
    private final class Peer {

        private final String node;
        private final Announcer announcer = new Announcer(incarnation, own, mostRooms, () -> ++seq);
        private final PeerInterest interest;
        private boolean introduced; // it is up, and has said something or acknowledged something
        private boolean digestOwed;
        private int failures;
        private int asked;
        private long askDue;

        Peer(String node) {
            this.node = node;
            this.interest = new PeerInterest(node, table);
        }

        boolean isInStep() {
            boolean absent = !introduced && failures >= ABSENT;
            return absent || interest.isComplete() && announcer.hasTold();
        }

        void unreachable() {
            failures++;
            if (failures >= ABSENT) {
                introduced = false;
            }
        }

        void tell(long now) {
            send(announcer.next(now));
        }

        /** Sends the digest that is owed, if nothing else is on its way; a busy node finds that after an answer only. */
        void payDigest() {
            Digest digest = digestOwed ? announcer.digest() : null;
            if (digest != null) {
                digestOwed = false;
                send(digest);
            }
        }

        void ask(long now) {
            askDue = now + Math.min(LONGEST_ASK_MILLIS, ASK_MILLIS << Math.min(asked++, 8));
            send(new Ask(incarnation));
        }

        private void send(@Nullable InterestMessage message) {
            if (message != null) {
                post.send(node, message);
            }
        }

        private void judge(PeerInterest.Verdict verdict, long now) {
            switch (verdict) {
                case IGNORE -> {}
                case ASK -> ask(now);
                case ACKNOWLEDGE -> {
                    introduced = true;
                    asked = 0;
                    askDue = now + PATIENCE_MILLIS;
                    send(new Ack(interest.incarnation(), interest.seq()));
                }
            }
        }

        InterestMessage.Handler at(long now) {
            return new InterestMessage.Handler() {
                @Override
                public void announcement(Announcement said) {
                    judge(interest.announced(said), now);
                }

                @Override
                public void ack(Ack said) {
                    if (said.incarnation() == incarnation) {
                        introduced = true;
                        announcer.acked(said.seq());
                        payDigest();
                        tell(now);
                    }
                }

                @Override
                public void ask(Ask said) {
                    if (!interest.isOfThePast(said.incarnation())) {
                        introduced = true;
                        announcer.restart();
                        tell(now);
                    }
                }

                @Override
                public void digest(Digest said) {
                    judge(interest.compared(said), now);
                }

                @Override
                public void goodbye(Goodbye said) {
                    if (!interest.isOfThePast(said.incarnation())) {
                        interest.goodbye(said.incarnation());
                        introduced = false;
                    }
                }
            };
        }
    }
}
