package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.Forward;
import io.carillon.cluster.QuestionKind;
import io.carillon.cluster.StreamStore;
import io.carillon.message.ErrorCode;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.TraceParent;
import io.carillon.trace.Span;
import io.carillon.trace.Work;
import io.vertx.core.Future;

/**
 * The way into plain rooms for whoever comes in at a different node with each message, as services on the event bus do: all
 * messages of a room go out from one node, so that one that is answered before the next one is sent reaches everybody before
 * it. Which node that is follows from the nodes that there are; where one comes or goes, only its own rooms move. Any thread.
 */
public final class Relay {

    private static final byte[] DONE = {};

    private final Hub hub;
    private final Cluster cluster;

    Relay(Hub hub) {
        this.hub = hub;
        this.cluster = hub.cluster();
    }

    /** Does this node's part from now on. */
    Relay open() {
        cluster.questions()
                .serve(
                        QuestionKind.PUBLISH,
                        question ->
                                handOn(Forward.decode(question).publication()).map(DONE));
        return this;
    }

    /**
     * Sends a message to the members of a room that has no stream, everywhere.
     *
     * @return completes when it was handed on to the nodes with members; fails with a {@link RefusedException} where the
     *     room's node has not said so in time, and nobody knows
     */
    public Future<Void> publish(StreamStore.Append message) {
        Publication publication = new Publication(
                message.room(), message.data(), message.from(), message.time(), null, null, message.trace());
        String node = nodeOf(message.room(), cluster.nodeIds());
        if (node.equals(cluster.node())) {
            return handOn(publication);
        }
        return forward(node, message, publication);
    }

    /** That node decides for a trace that would begin here. */
    private Future<Void> forward(String node, StreamStore.Append message, Publication publication) {
        TraceParent trace = message.trace();
        Span span = trace == null ? null : cluster.tracing().begin(Work.FORWARD, trace, message.room());
        if (span == null) {
            return ask(node, publication);
        }
        return ask(node, publication.in(span.context())).onComplete(done -> span.end(done.cause()));
    }

    private Future<Void> ask(String node, Publication publication) {
        return cluster.questions()
                .ask(node, QuestionKind.PUBLISH, new Forward(publication).encode())
                .compose(answers -> answers.missing().isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new RefusedException(
                                ErrorCode.UNAVAILABLE,
                                "the node that hands on this room's messages has not answered")));
    }

    private Future<Void> handOn(Publication publication) {
        return hub.publish(new StreamStore.Append(
                                publication.room(), publication.data(), publication.from(), null, publication.time())
                        .in(publication.trace()))
                .mapEmpty();
    }

    /** The one of these with the highest hash together with the room. */
    static String nodeOf(RoomName room, Iterable<String> nodes) {
        String highest = "";
        long most = 0;
        for (String node : nodes) {
            long hash = hash(node, room);
            if (highest.isEmpty() || hash > most || hash == most && node.compareTo(highest) > 0) {
                highest = node;
                most = hash;
            }
        }
        return highest;
    }

    /** The same on each node: mixes two hash codes that the language defines, as MurmurHash3 ends. */
    private static long hash(String node, RoomName room) {
        long mixed = (long) node.hashCode() << Integer.SIZE
                ^ Integer.toUnsignedLong(room.value().hashCode());
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
