package io.carillon.overview;

import io.carillon.cluster.Answers;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.QuestionKind;
import io.carillon.count.NodeCounters;
import io.carillon.hub.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the nodes are, and have been in the last ten minutes. Each keeps samples of its own numbers, as {@link Sampler} says, and who
 * wants to know asks all of them; so what a node knew is gone with it, and only that it was there stays with the others for a while.
 * Any thread.
 */
public final class Overview {

    private static final Logger LOG = LoggerFactory.getLogger(Overview.class);

    private static final String GONE = "gone";

    private final Cluster cluster;
    private final NodeReport report;
    private final Absentees absentees = new Absentees();

    private Overview(Cluster cluster, NodeReport report) {
        this.cluster = cluster;
        this.report = report;
    }

    /**
     * Begins to sample, and to answer other nodes; until the Vert.x is closed.
     *
     * @param hub started
     */
    public static Overview start(Vertx vertx, Hub hub, NodeCounters counters, Vitals vitals) {
        Columns columns = new Columns(hub, counters);
        Sampler sampler = new Sampler(columns.all());
        sampler.start(vertx);
        Overview made = new Overview(hub.cluster(), new NodeReport(hub, counters, vitals, columns.all(), sampler));
        made.open();
        return made;
    }

    private void open() {
        look();
        cluster.onChange(this::look);
        cluster.questions().serve(QuestionKind.NODES, question -> {
            long since = new JsonObject(Buffer.buffer(question)).getLong("since");
            return aside(() -> here(since).toBuffer().getBytes());
        });
    }

    private void look() {
        absentees.look(cluster.nodeIds(), System.currentTimeMillis());
    }

    private JsonObject here(long since) {
        return new JsonObject().put("node", report.tell(since)).put(GONE, absentees.tell(System.currentTimeMillis()));
    }

    /** Away from event loops: a quarter of a millisecond, and more where it is done for the first time. */
    private static <T> Future<T> aside(Supplier<T> task) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(task))
                .onFailure(cause -> LOG.error("an overview failed", cause));
    }

    /**
     * How all nodes are, as the HTTP API shows it.
     *
     * @param since samples after this time alone, in ms since 1970; 0 for all that there are
     * @return completes after a second at the latest, with who has not answered until then
     */
    public Future<JsonObject> nodes(long since) {
        byte[] question = new JsonObject().put("since", since).toBuffer().getBytes();
        return cluster.questions().ask(QuestionKind.NODES, question).compose(answers -> aside(() -> merged(answers)));
    }

    private JsonObject merged(Answers answers) {
        List<JsonObject> nodes = new ArrayList<>();
        Map<String, JsonObject> gone = new HashMap<>();
        for (byte[] answer : answers.given().values()) {
            JsonObject told = new JsonObject(Buffer.buffer(answer));
            JsonObject node = told.getJsonObject("node");
            String id = node.getString(NodeReport.NODE);
            absentees.heard(id, node.getString(NodeReport.VERSION));
            nodes.add(node.put("here", id.equals(cluster.node())));
            told.getJsonArray(GONE).stream()
                    .map(JsonObject.class::cast)
                    .forEach(one -> gone.merge(one.getString(Absentees.NODE), one, Overview::together));
        }
        gone.keySet().removeAll(answers.given().keySet());
        gone.keySet().removeAll(answers.missing());
        nodes.sort(Comparator.<JsonObject, Long>comparing(node -> node.getLong(NodeReport.STARTED))
                .thenComparing(node -> node.getString(NodeReport.NODE)));
        return new JsonObject()
                .put("now", System.currentTimeMillis())
                .put("every", Sampler.EVERY)
                .put("nodes", new JsonArray(nodes))
                .put(GONE, inOrder(gone))
                .put(
                        "missing",
                        new JsonArray(answers.missing().stream().sorted().toList()));
    }

    /** Whoever noticed it first is right, and whoever knows the version, too. */
    private static JsonObject together(JsonObject one, JsonObject other) {
        JsonObject earlier = one.getLong(Absentees.SINCE) <= other.getLong(Absentees.SINCE) ? one : other;
        return one.copy().mergeIn(other).put(Absentees.SINCE, earlier.getLong(Absentees.SINCE));
    }

    private static JsonArray inOrder(Map<String, JsonObject> gone) {
        return new JsonArray(gone.values().stream()
                .sorted(Comparator.<JsonObject, Long>comparing(one -> one.getLong(Absentees.SINCE))
                        .thenComparing(one -> one.getString(Absentees.NODE)))
                .toList());
    }
}
