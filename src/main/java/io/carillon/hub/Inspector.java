package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.QuestionKind;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of connections, those that are open and those that have ended lately, on all nodes: page by page, or all that is
 * known of one. Each node is asked, and looks for its own away from its event loops; these are asked about the connections
 * of a page alone. Any thread; other nodes are waited for a second at most.
 */
public final class Inspector {

    private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);

    private static final String OPEN = "open";
    private static final byte[] UNKNOWN = {};

    /** What an event loop knows of an open connection. */
    private record Seen(Connection connection, Profile profile, Condition condition, List<Place> places, int happened) {

        /** @param most how many rooms are looked at */
        static Seen of(Connection connection, int most) {
            Details details = connection.details();
            return new Seen(
                    connection,
                    details.profile(connection),
                    details.condition(),
                    connection.places(most),
                    connection.happened());
        }
    }

    private final Directory directory;
    private final Archive archive;
    private final Cluster cluster;

    Inspector(Directory directory, Archive archive, Cluster cluster) {
        this.directory = directory;
        this.archive = archive;
        this.cluster = cluster;
    }

    /** Does this node's part from now on. */
    Inspector open() {
        cluster.questions()
                .serve(
                        QuestionKind.SEARCH,
                        question -> here(ConnectionFilter.decode(question)).map(Page::encode));
        cluster.questions()
                .serve(
                        QuestionKind.INSPECT,
                        question -> here(new String(question, StandardCharsets.UTF_8))
                                .map(found -> found.map(json -> json.toBuffer().getBytes())
                                        .orElse(UNKNOWN)));
        return this;
    }

    /** Connections: the open ones in the order of their ids, those that have ended the last first. Does not fail. */
    public Future<Page> search(ConnectionFilter filter) {
        String node = filter.open() ? filter.node() : null; // what a node has left is on another
        if (node != null && !cluster.nodeIds().contains(node)) {
            return Future.succeededFuture(new Page(List.of(), false, Set.of()));
        }
        byte[] question = filter.encode();
        Future<Answers> answers = node == null
                ? cluster.questions().ask(QuestionKind.SEARCH, question)
                : cluster.questions().ask(node, QuestionKind.SEARCH, question);
        return answers.compose(given -> aside(() -> Page.merge(
                given.given().values().stream().map(Page::decode).toList(),
                filter.limit(),
                (one, other) -> one,
                given.missing())));
    }

    /**
     * All that is known of one connection, open or not.
     *
     * @return empty where nobody knows it, or knows it any more; fails with a {@link RefusedException} where a node that
     *     might does not answer
     */
    public Future<Optional<JsonObject>> inspect(String connection) {
        if (directory.find(connection) != null) {
            return here(connection);
        }
        return cluster.questions()
                .ask(QuestionKind.INSPECT, connection.getBytes(StandardCharsets.UTF_8))
                .map(Inspector::found);
    }

    private static Optional<JsonObject> found(Answers answers) {
        Optional<JsonObject> found = answers.given().values().stream()
                .filter(answer -> answer.length > 0)
                .map(answer -> new JsonObject(Buffer.buffer(answer)))
                .min(Comparator.comparing(json -> !OPEN.equals(json.getString("state"))));
        if (found.isEmpty() && !answers.missing().isEmpty()) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "a node that may know it does not answer");
        }
        return found;
    }

    // ---- this node's part

    private Future<Page> here(ConnectionFilter filter) {
        return filter.open() ? openHere(filter) : aside(() -> archive.page(filter));
    }

    private Future<Page> openHere(ConnectionFilter filter) {
        return aside(() -> candidates(filter)).compose(found -> {
            List<Future<List<Seen>>> parts = new ArrayList<>();
            found.stream()
                    .collect(Collectors.groupingBy(Connection::shard))
                    .forEach((shard, here) -> parts.add(seen(shard, here, 0)));
            return Future.all(parts)
                    .compose(done -> aside(() -> page(parts.stream().flatMap(Inspector::result), filter)));
        });
    }

    private static Stream<Seen> result(Future<List<Seen>> part) {
        return part.result().stream();
    }

    private List<Connection> candidates(ConnectionFilter filter) {
        First<Connection> first = new First<>(filter.limit() + 1, Comparator.comparing(Connection::id));
        String user = filter.user();
        if (user == null) {
            directory.forEach(each -> consider(each, filter, first));
        } else {
            directory.ofUser(user, each -> consider(each, filter, first));
        }
        return first.inOrder();
    }

    private static void consider(Connection connection, ConnectionFilter filter, First<Connection> first) {
        if (filter.isBehind(connection.id()) && first.takes(connection) && filter.includes(connection)) {
            first.add(connection);
        }
    }

    private static Future<List<Seen>> seen(Shard shard, List<Connection> connections, int places) {
        Promise<List<Seen>> promise = Promise.promise();
        shard.execute(() -> {
            try {
                promise.complete(
                        connections.stream().map(each -> Seen.of(each, places)).toList());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private Page page(Stream<Seen> seen, ConnectionFilter filter) {
        return Page.of(
                seen.map(each -> new Page.Item(
                                each.connection.id(),
                                each.profile
                                        .row(cluster.node(), OPEN)
                                        .put("rooms", each.connection.memberships())
                                        .put("queue", each.condition.queued())))
                        .toList(),
                filter.limit());
    }

    private Future<Optional<JsonObject>> here(String id) {
        Connection connection = directory.find(id);
        if (connection == null) {
            return aside(() -> archive.find(id));
        }
        return seen(connection.shard(), List.of(connection), Integer.MAX_VALUE)
                .compose(seen -> aside(
                        () -> { // it may have ended while its event loop was asked
                            Optional<JsonObject> ended =
                                    directory.find(id) == null ? archive.find(id) : Optional.empty();
                            return ended.isPresent() ? ended : Optional.of(describe(seen.get(0)));
                        }));
    }

    private JsonObject describe(Seen seen) {
        Condition condition = seen.condition;
        JsonObject json = seen.profile
                .json(cluster.node(), OPEN)
                .put("queue", new JsonObject().put("bytes", condition.queued()).put("limit", condition.queueLimit()));
        Json.put(json, "lastPing", condition.lastPing() == 0 ? null : condition.lastPing());
        Json.put(json, "lastPong", condition.lastPong() == 0 ? null : condition.lastPong());
        archive.account(seen.connection.id(), seen.places, seen.profile.since()).into(json, seen.places, seen.happened);
        return json;
    }

    /** Away from event loops: there may be a hundred thousand. */
    static <T> Future<T> aside(Supplier<T> task) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(task))
                .onFailure(cause -> LOG.error("a search failed", cause));
    }
}
