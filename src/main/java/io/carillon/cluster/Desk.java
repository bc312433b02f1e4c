package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where changes, members, messages and time come together: the event loop on which {@link InterestExchange} lives, and
 * where everything from the bus arrives. Other threads put changes into its inbox, which is emptied as a whole.
 */
final class Desk implements Members.Listener, Unpacker.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private static final long TICK_MILLIS = 100;
    private static final long ENTER_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 5_000;
    private static final long GOODBYE_MILLIS = 500;
    private static final long CONTACT_MILLIS = 1_000;
    private static final long VERIFY_MILLIS = 10_000;
    /** After members have changed: when Vert.x has tidied up, and entries have moved. */
    private static final long VERIFY_SOON_MILLIS = 1_000;

    private record Change(RoomName room, @Nullable Promise<Void> known) {}

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final HazelcastInstance hazelcast;
    private final String node;
    private final Set<RoomName> own;
    private final Links links;
    private final Unpacker unpacker;
    private final Registration registration;
    private final InterestExchange exchange;
    private final Presence presence;
    private final BusContact contact;
    private final EnterQueue entering = new EnterQueue();
    private final Queue<Change> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Promise<Void> opened;

    private Set<String> nodes; // all members of the Hazelcast cluster that run Vert.x
    private volatile Set<String> met;
    private volatile boolean closed;
    private volatile @Nullable Members members;
    private long timer;
    private long openUntil;
    private long verifyDue;
    private long contactDue;

    Desk(
            VertxInternal vertx,
            HazelcastInstance hazelcast,
            Life self,
            Set<RoomName> own,
            InterestTable table,
            Links links,
            Unpacker unpacker) {
        this.vertx = vertx;
        this.context = BusContext.of(vertx);
        this.hazelcast = hazelcast;
        this.node = self.node();
        this.own = own;
        this.links = links;
        this.unpacker = unpacker;
        this.registration = new Registration(vertx, node, this::arrived);
        this.exchange = new InterestExchange(self.incarnation(), table, this::send);
        this.contact = new BusContact(hazelcast);
        this.presence = new Presence(vertx, context, self, links, exchange::isIntroduced);
        this.nodes = Set.of(node);
        this.met = nodes;
        this.opened = vertx.promise();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** This node and the peers that have been heard of: other applications may be members of the Hazelcast cluster, too. */
    Set<String> nodes() {
        return met;
    }

    /** Lives on the same event loop. */
    Presence presence() {
        return presence;
    }

    /** Whether this member's data is safe; a worker thread waits for it. */
    Future<Boolean> isSafe() {
        return vertx.executeBlocking(this::isSafeNow, false).map(Boolean.TRUE::equals);
    }

    /** Whether this node is not shut out by the others; see {@link BusContact}. */
    boolean isInContact() {
        return contact.isMade();
    }

    private boolean isSafeNow() {
        Members known = members;
        return known != null && known.isSafe();
    }

    Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** One listener's mistake is not to keep the news from the others. */
    private void tellListeners() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener failed: node={}", node, e);
            }
        }
    }

    /** Completes when this node and its peers know each other. */
    Future<Void> open() {
        context.runOnContext(
                nothing -> registration.register().onSuccess(done -> tryBegin()).onFailure(opened::tryFail));
        return opened.future();
    }

    private void tryBegin() {
        try {
            begin();
        } catch (RuntimeException e) { // Hazelcast was stopped meanwhile
            opened.tryFail(e);
        }
    }

    private void begin() {
        openUntil = now() + JOIN_MILLIS;
        verifyDue = now() + VERIFY_MILLIS;
        members = new Members(hazelcast, this);
        reconcile();
        contact.look(met, now());
        timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        progress();
    }

    /** Any thread. */
    void entered(RoomName room, Promise<Void> known) {
        inbox.add(new Change(room, known));
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(nothing -> empty());
        }
    }

    /** Any thread. The next tick will take it. */
    void left(RoomName room) {
        inbox.add(new Change(room, null));
    }

    private void empty() {
        scheduled.set(false); // before the inbox is read: a change from now on calls again
        if (closed) {
            emptyUntold();
            return;
        }
        long now = now();
        Change change;
        while ((change = inbox.poll()) != null) {
            exchange.changed(change.room(), own.contains(change.room())); // how it is now, whoever was first
            if (change.known() != null) {
                entering.add(exchange.version(), now + ENTER_MILLIS, change.known());
            }
        }
        exchange.flush(now);
        progress();
    }

    /** Nobody is told any more, and nobody is to wait for that. */
    private void emptyUntold() {
        Change change;
        while ((change = inbox.poll()) != null) {
            if (change.known() != null) {
                change.known().tryComplete();
            }
        }
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = now();
        empty();
        exchange.tick(now);
        presence.tick(now);
        if (now >= contactDue) {
            contactDue = now + CONTACT_MILLIS;
            contact.look(met, now);
        }
        if (now >= verifyDue) {
            verifyDue = now + VERIFY_MILLIS;
            reconcile();
            unpacker.tidy(nodes, now);
            registration.verify().onFailure(e -> LOG.debug("not verified: cause={}", e.getMessage()));
        }
        progress();
    }

    /** Tells those who wait for something that may have happened by now. */
    private void progress() {
        long now = now();
        count();
        entering.complete(exchange.settled(), now);
        if (!opened.future().isComplete() && (exchange.isInStep() || now >= openUntil)) {
            if (!exchange.isInStep()) {
                LOG.warn("joined without an answer from all of {} nodes: node={}", nodes.size(), node);
            }
            opened.tryComplete();
        }
    }

    private void count() {
        Set<String> counted = nodes.stream()
                .filter(peer -> peer.equals(node) || exchange.isIntroduced(peer))
                .collect(Collectors.toUnmodifiableSet());
        if (!counted.equals(met)) {
            met = counted;
            contact.look(met, now());
            tellListeners();
        }
    }

    @Override
    public void changed() {
        context.runOnContext(nothing -> {
            reconcile();
            verifyDue = Math.min(verifyDue, now() + VERIFY_SOON_MILLIS);
            progress();
        });
    }

    @Override
    public void merged() {
        context.runOnContext(nothing -> {
            LOG.info("the cluster is whole again, all is told anew: node={}", node);
            reconcile();
            exchange.resync(now());
            presence.merged();
            count();
            verifyDue = Math.min(verifyDue, now() + VERIFY_SOON_MILLIS);
        });
    }

    /** Makes the peers those that Hazelcast knows now. */
    private void reconcile() {
        if (closed || members == null) {
            return;
        }
        Set<String> found = new HashSet<>(members.nodes());
        found.add(node);
        if (found.equals(nodes)) {
            return;
        }
        for (String peer : nodes) {
            if (!found.contains(peer)) {
                links.close(peer);
                exchange.removed(peer);
                presence.removed(peer);
            }
        }
        Set<String> before = nodes;
        nodes = Set.copyOf(found);
        for (String peer : found) {
            if (!before.contains(peer)) {
                links.open(peer);
                exchange.added(peer, now());
                presence.added(peer);
            }
        }
    }

    private void arrived(Message<Object> message) {
        if (closed) {
            return;
        }
        if (message.body() instanceof byte[] parcel) {
            unpacker.unpack(parcel, this);
        } else {
            unpacker.broken("unknown", "not a parcel");
        }
    }

    @Override
    public void said(String from, InterestMessage message) {
        if (!exchange.received(from, message, now())) {
            reconcile(); // it may have come before the news that it is a member
            exchange.received(from, message, now());
        }
        if (message instanceof InterestMessage.Goodbye goodbye) {
            presence.goodbye(from, goodbye.incarnation());
        }
        progress();
    }

    @Override
    public void said(String from, PresenceMessage message) {
        presence.said(from, message);
    }

    private void send(String peer, InterestMessage message) {
        links.tell(peer, message).onFailure(cause -> {
            long delay = exchange.failed(peer, message, now());
            if (delay > 0 && !closed) {
                vertx.setTimer(delay, id -> exchange.flush(now()));
            }
            progress();
        });
    }

    Future<Void> close() {
        Promise<Void> done = vertx.promise();
        context.runOnContext(nothing -> {
            if (closed) {
                done.complete();
                return;
            }
            sayGoodbye().eventually(this::end).onComplete(done);
        });
        return done.future();
    }

    /** Waits for the bus, but not for long: a frozen peer keeps nobody. */
    private Future<Void> sayGoodbye() {
        closed = true;
        vertx.cancelTimer(timer);
        List<Future<Void>> written = exchange.goodbye().entrySet().stream()
                .map(goodbye -> links.tell(goodbye.getKey(), goodbye.getValue()))
                .toList();
        Promise<Void> all = vertx.promise(); // of this context, where it goes on also if the time is over
        Future.join(written).<Void>mapEmpty().onComplete(all);
        return all.future().timeout(GOODBYE_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private Future<Void> end() {
        presence.close();
        entering.complete(Long.MAX_VALUE, now());
        emptyUntold();
        links.peers().forEach(links::close);
        if (members != null) {
            members.close();
        }
        return registration.close();
    }
}
