package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The node among nodes: says in which rooms it has members, and gets each publication to every node that has some, once
 * each. A cluster of one takes the same path. All methods may be called on any thread and none blocks.
 *
 * <h2>What is promised</h2>
 *
 * Delivery is at most once and, for the publications of one thread, in order. While no node dies, freezes or is cut off
 * it is exactly once: after {@link #enter} has completed, whatever is published anywhere reaches this node.
 *
 * <h2>How</h2>
 *
 * A node has one address on the event bus, whatever happens. Who is interested in a room stands in a table of our own
 * ({@link InterestTable}) which {@link InterestExchange} keeps; a registration on the event bus for each room would be an
 * entry in a Hazelcast map each, announced to every member, and scanned by each of them when one dies. Publications for
 * a peer are queued and joined ({@link PeerLink}), and bounded, which the event bus is not.
 */
public final class Cluster {

    private final String node;
    private final VertxInternal vertx;
    private final Receiver receiver;
    private final Tracing tracing;
    private final InterestTable table = new InterestTable();
    private final Set<RoomName> own = ConcurrentHashMap.newKeySet();
    private final ClusterCounters counters = new ClusterCounters();
    private final Links links;
    private final Desk desk;
    private final StreamMap streams;
    private final Questions questions;
    private final RoundTrips roundTrips;
    private final Places sessions;
    private final Places members;
    private final Settlement settlement;
    private final HazelcastInstance hazelcast;
    private final Bookmarks bookmarks;

    private Cluster(
            VertxInternal vertx,
            HazelcastClusterManager manager,
            Receiver receiver,
            Function<String, Tracing> tracing) {
        this.vertx = vertx;
        this.receiver = receiver;
        this.node = manager.getNodeId();
        this.tracing = tracing.apply(node);
        this.hazelcast = manager.getHazelcastInstance();
        this.bookmarks = new Bookmarks(vertx, hazelcast);
        Life self = Life.begin(node);
        this.links = new Links(vertx, self, counters);
        this.questions = new Questions(vertx, self, links);
        Unpacker unpacker = new Unpacker(receiver, questions, counters);
        this.desk = new Desk(vertx, manager.getHazelcastInstance(), self, own, table, links, unpacker);
        this.streams = new StreamMap(vertx, manager.getHazelcastInstance());
        questions.start(desk::nodes);
        this.roundTrips = new RoundTrips(vertx, node, questions, desk::nodes, counters.roundTrips());
        roundTrips.start();
        this.sessions = new Places(vertx, manager.getHazelcastInstance(), Places.SESSIONS, node);
        this.members = new Places(vertx, manager.getHazelcastInstance(), Places.MEMBERS, node);
        this.settlement = new Settlement(vertx, manager.getHazelcastInstance(), this, List.of(sessions, members));
    }

    /**
     * Makes a Vert.x node one of Carillon's; it may have been started by anybody, as long as Hazelcast is its cluster
     * manager. Once on each Vert.x at a time.
     *
     * @param receiver gets every publication that this node's members are to see
     * @return completes when this node and all that are up know each other's interest; after 5 s in any case
     */
    public static Future<Cluster> join(Vertx vertx, Receiver receiver) {
        return join(vertx, receiver, node -> Tracing.OFF);
    }

    /** @param tracing begins it for the node with this id */
    public static Future<Cluster> join(Vertx vertx, Receiver receiver, Function<String, Tracing> tracing) {
        if (!(vertx instanceof VertxInternal internal)
                || !(internal.clusterManager() instanceof HazelcastClusterManager manager)) {
            return Future.failedFuture(
                    new IllegalArgumentException("Carillon needs a clustered Vert.x with Hazelcast as its manager"));
        }
        ParcelCodec.register(vertx.eventBus());
        Strangers.watch(manager.getHazelcastInstance());
        Cluster cluster = new Cluster(internal, manager, receiver, tracing);
        return cluster.desk.open().map(cluster);
    }

    /** This node's id, the one that Vert.x has given it. */
    public String node() {
        return node;
    }

    /** How many nodes there are now, this one included. */
    public int nodes() {
        return desk.nodes().size();
    }

    /**
     * Whether another node may stop now, or die, without taking anything with it: all data of this node has its copies, and
     * none is on its way. Asks the other nodes, so it may take seconds where one does not answer.
     */
    public Future<Boolean> isSafe() {
        return desk.isSafe();
    }

    /** Whether the others have not shut this node out of the event bus, as they do without a certificate. */
    public boolean isInContact() {
        return desk.isInContact();
    }

    /** The ids of all nodes that have been heard of, this one included. */
    public Set<String> nodeIds() {
        return desk.nodes();
    }

    /**
     * Calls whenever nodes have come or gone, on an event loop: it must not block.
     *
     * @return ends the calls
     */
    public Runnable onChange(Runnable listener) {
        return desk.onChange(listener);
    }

    /** The other nodes that have members in the room, as far as this one knows. */
    public List<String> interested(RoomName room) {
        return List.of(table.nodes(room));
    }

    /** In how many rooms other nodes have members. */
    public int interestingRooms() {
        return table.size();
    }

    /** Where it is told what becomes of messages. */
    public Tracing tracing() {
        return tracing;
    }

    public ClusterCounters counters() {
        return counters;
    }

    /** How long the slowest of the other nodes took to answer, in ns, a few seconds ago; 0 where there is none. */
    public long slowestRoundTrip() {
        return roundTrips.slowest();
    }

    /** How many bytes of publications wait until other nodes take them. */
    public long waiting() {
        return links.waiting();
    }

    /**
     * This node has members in the room now. At most one announcement is on its way to each peer; what comes meanwhile
     * goes with the next, so a hundred thousand at once are fine.
     *
     * @return completes when every peer that is up knows it, so that from then on any publication anywhere reaches this
     *     node; after a second also where a peer does not answer. At once where there is no other node. Never fails.
     */
    public Future<Void> enter(RoomName room) {
        own.add(room);
        Promise<Void> promise = vertx.promise();
        desk.entered(room, promise);
        if (links.isEmpty()) { // read after the change was handed in: a peer that comes now will be told
            return Future.succeededFuture(); // one for all rooms: who keeps it keeps nothing
        }
        return promise.future();
    }

    /** This node has no members in the room any more. Peers are told within 100 ms, and all such rooms together. */
    public void leave(RoomName room) {
        own.remove(room);
        desk.left(room);
    }

    /**
     * Hands a publication to each node with members in its room, this one included: here the receiver is called before
     * this returns. Hot path: no lock; encoded once, and only where another node wants it.
     */
    public void publish(Publication publication) {
        String[] nodes = table.nodes(publication.room());
        if (nodes.length > 0) {
            byte[] encoded = PublicationCodec.encode(publication);
            for (String peer : nodes) {
                links.offer(peer, encoded);
            }
        }
        if (own.contains(publication.room())) {
            receiver.receive(publication);
        }
    }

    /**
     * Whether this node has been there longest of those that are up: for what one node does for all. Two may say so for a
     * moment when nodes come or go, and for as long as the cluster is divided. Lite members are other applications.
     */
    public boolean isOldest() {
        return Members.oldest(hazelcast, desk.nodes()).filter(node::equals).isPresent();
    }

    /** Up to where something has been done, for whoever goes on with it on another node. */
    public Bookmarks bookmarks() {
        return bookmarks;
    }

    /** What nodes ask each other. */
    public Questions questions() {
        return questions;
    }

    /** The places of users' sessions, by user; used where there is a limit. */
    public Places sessions() {
        return sessions;
    }

    /** The places of rooms' members, by room; used where there is a limit. */
    public Places members() {
        return members;
    }

    /** Who is in which room. */
    public Presence presence() {
        return desk.presence();
    }

    /** What the cluster keeps of rooms that have a stream. */
    public StreamStore streams() {
        return streams;
    }

    /** What this node has had to do with streams, and what it holds of them. */
    public StreamCounters streamCounters() {
        return streams.counters();
    }

    /** Tells all peers that this node has no members any more, and hears nothing from then on. */
    public Future<Void> close() {
        own.clear();
        roundTrips.close();
        streams.close();
        settlement.close();
        return desk.close().eventually(() -> Future.fromCompletionStage(tracing.close()));
    }
}
