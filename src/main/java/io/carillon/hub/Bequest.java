package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.QuestionKind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be known of a node's connections when it has gone: one that stops leaves how they have ended to another one, part
 * by part, the last to end first, as many as there is time and room for. What was left to it before goes on with that. Any
 * thread.
 */
public final class Bequest {

    private static final Logger LOG = LoggerFactory.getLogger(Bequest.class);

    /** So many connections, and so much in all, are left at most; and at once. In bytes of JSON. */
    private static final int MOST = 20_000;

    private static final int MOST_BYTES = 16 << 20;
    private static final int PART_BYTES = 512 << 10;

    /** How many nodes are asked whether they take it. */
    private static final int HEIRS = 2;

    private static final long LIMIT_MILLIS = 2_000;

    private final Archive archive;
    private final Inheritance inherited;
    private final Cluster cluster;
    private volatile boolean leaving;

    Bequest(Archive archive, Inheritance inherited, Cluster cluster) {
        this.archive = archive;
        this.inherited = inherited;
        this.cluster = cluster;
    }

    /** Takes what other nodes leave, from now on. */
    Bequest open() {
        cluster.questions().serve(QuestionKind.BEQUEST, this::take);
        return this;
    }

    private Future<byte[]> take(byte[] part) {
        if (leaving || inherited.isOff()) {
            return Future.failedFuture("this node cannot keep it");
        }
        return Inspector.aside(() -> {
            JsonArray all = new JsonArray(Buffer.buffer(part));
            all.forEach(each -> inherited.add(heirloom((JsonObject) each)));
            return Answers.count(all.size());
        });
    }

    private static Inheritance.Heirloom heirloom(JsonObject told) {
        return new Inheritance.Heirloom(Departed.of(told), told.toBuffer().getBytes());
    }

    /**
     * Leaves it to another node, once, and takes nothing from then on.
     *
     * @return completes with how many connections another node remembers now; after two seconds in any case. Does not fail
     */
    public Future<Integer> leave() {
        leaving = true;
        List<String> heirs = new ArrayList<>(cluster.nodeIds());
        heirs.remove(cluster.node());
        Collections.shuffle(heirs);
        if (heirs.isEmpty() || inherited.isOff()) {
            return Future.succeededFuture(0);
        }
        return Inspector.aside(() -> archive.newest(MOST))
                .compose(all -> leave(all, heirs.subList(0, Math.min(HEIRS, heirs.size()))))
                .timeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(late -> 0)
                .onSuccess(count -> LOG.atDebug()
                        .addKeyValue("node", cluster.node())
                        .addKeyValue("connections", count)
                        .log("left to another node"));
    }

    private Future<Integer> leave(List<Supplier<JsonObject>> all, List<String> heirs) {
        Parts parts = new Parts(all.iterator());
        return Inspector.aside(parts::next).compose(first -> leave(first, parts, heirs, 0));
    }

    /** @param taken how many were left so far */
    private Future<Integer> leave(byte[] part, Parts parts, List<String> heirs, int taken) {
        if (part.length == 0 || heirs.isEmpty()) {
            return Future.succeededFuture(taken);
        }
        return cluster.questions()
                .ask(heirs.get(0), QuestionKind.BEQUEST, part)
                .compose(answers -> answers.given().isEmpty()
                        ? leave(part, parts, heirs.subList(1, heirs.size()), taken)
                        : Inspector.aside(parts::next)
                                .compose(next -> leave(next, parts, heirs, taken + answers.sum())));
    }

    /** Cuts it up; one after the other. */
    private static final class Parts {

        private final Iterator<Supplier<JsonObject>> all;
        private long bytes;

        Parts(Iterator<Supplier<JsonObject>> all) {
            this.all = all;
        }

        /** Empty where there is no more. */
        byte[] next() {
            Buffer part = Buffer.buffer();
            while (all.hasNext() && part.length() < PART_BYTES && bytes < MOST_BYTES) {
                Buffer one = all.next().get().toBuffer();
                bytes += one.length();
                part.appendString(part.length() == 0 ? "[" : ",").appendBuffer(one);
            }
            return part.length() == 0 ? new byte[0] : part.appendString("]").getBytes();
        }
    }
}
