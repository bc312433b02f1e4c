package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.QuestionKind;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which rooms and connections there are, page by page, on all nodes. No node knows what is on another, so each is asked for
 * the first of its own behind where the page before has ended; the first of all of them are among these. Any thread;
 * futures complete after a second at the latest, and do not fail.
 */
public final class Register {

    private static final Logger LOG = LoggerFactory.getLogger(Register.class);

    private static final String MEMBERS = "members";
    private static final String NODES = "nodes";

    private final Directory directory;
    private final Map<RoomName, LocalRoom> rooms;
    private final Cluster cluster;

    Register(Directory directory, Map<RoomName, LocalRoom> rooms, Cluster cluster) {
        this.directory = directory;
        this.rooms = rooms;
        this.cluster = cluster;
    }

    /** Does this node's part from now on. */
    Register open() {
        cluster.questions()
                .serve(
                        QuestionKind.CONNECTIONS,
                        question -> connectionsHere(Filter.decode(question)).map(Page::encode));
        cluster.questions()
                .serve(
                        QuestionKind.ROOMS,
                        question -> roomsHere(Filter.decode(question)).map(Page::encode));
        return this;
    }

    /** Connections, in the order of their ids: whose, where, since when, and the rooms that each is in. */
    public Future<Page> connections(Filter filter) {
        return ask(QuestionKind.CONNECTIONS, filter, (one, other) -> one);
    }

    /** Rooms with members, in the order of their names: how many members, on how many nodes. */
    public Future<Page> rooms(Filter filter) {
        Future<Page> page = ask(QuestionKind.ROOMS, filter, Register::together);
        return filter.user() == null ? page : page.compose(found -> countedEverywhere(found, filter));
    }

    /** Only nodes that have connections of the user have told of these rooms; others may have members, too. */
    private Future<Page> countedEverywhere(Page found, Filter filter) {
        Set<RoomName> names =
                found.items().stream().map(item -> new RoomName(item.key())).collect(Collectors.toSet());
        if (names.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return ask(QuestionKind.ROOMS, Filter.only(names, filter.node()), Register::together)
                .map(counted -> found.with(counted.items(), counted.missing()));
    }

    private Future<Page> ask(QuestionKind kind, Filter filter, BinaryOperator<JsonObject> join) {
        String node = filter.node();
        if (node != null && !cluster.nodeIds().contains(node)) {
            return Future.succeededFuture(new Page(List.of(), false, Set.of()));
        }
        byte[] question = filter.encode();
        Future<Answers> answers = node == null
                ? cluster.questions().ask(kind, question)
                : cluster.questions().ask(node, kind, question);
        return answers.map(given -> Page.merge(
                given.given().values().stream().map(Page::decode).toList(), filter.limit(), join, given.missing()));
    }

    private static JsonObject together(JsonObject one, JsonObject other) {
        return one.copy()
                .put(MEMBERS, one.getInteger(MEMBERS) + other.getInteger(MEMBERS))
                .put(NODES, one.getInteger(NODES) + other.getInteger(NODES));
    }

    /**
     * Whoever publishes much at a time waits here now and then, so that no more waits on this node than it can deliver.
     *
     * @return completes, on any thread, when the event loops with members of a room have taken what it was sent so far, or
     *     have been given the time for it
     */
    public Future<Void> settled(RoomName room) {
        LocalRoom local = rooms.get(room);
        if (local == null) {
            return Future.succeededFuture();
        }
        List<Future<Void>> taken = new ArrayList<>();
        for (Shard shard : local.shards()) {
            Promise<Void> promise = Promise.promise();
            shard.whenTaken(promise::complete);
            taken.add(promise.future());
        }
        return Future.all(taken).mapEmpty();
    }

    // ---- this node's part

    private Future<Page> connectionsHere(Filter filter) {
        return aside(() -> candidates(filter)).compose(found -> {
            List<Future<List<Page.Item>>> parts = new ArrayList<>();
            found.stream()
                    .collect(Collectors.groupingBy(Connection::shard))
                    .forEach((shard, here) -> parts.add(described(shard, here, filter)));
            return Future.all(parts)
                    .map(done -> Page.of(
                            parts.stream()
                                    .flatMap(part -> part.result().stream())
                                    .toList(),
                            filter.limit()));
        });
    }

    /** In the order of their ids; where a room is asked for, those that may be in it. */
    private List<Connection> candidates(Filter filter) {
        List<Connection> found = new ArrayList<>();
        String user = filter.user();
        if (user == null) {
            directory.forEach(found::add);
        } else {
            directory.ofUser(user, found::add);
        }
        boolean any = filter.rooms().isEmpty();
        Set<Shard> shards = filter.rooms().stream()
                .map(rooms::get)
                .filter(Objects::nonNull)
                .flatMap(local -> Arrays.stream(local.shards()))
                .collect(Collectors.toSet());
        return found.stream()
                .filter(connection -> filter.includes(connection.id(), connection.user()))
                .filter(connection -> any || shards.contains(connection.shard()))
                .sorted(Comparator.comparing(Connection::id))
                .limit(any ? filter.limit() + 1L : Long.MAX_VALUE)
                .toList();
    }

    private Future<List<Page.Item>> described(Shard shard, List<Connection> connections, Filter filter) {
        Promise<List<Page.Item>> promise = Promise.promise();
        Set<RoomName> any = filter.rooms();
        shard.execute(() -> promise.complete(connections.stream() // whoever has just closed was there a moment ago
                .filter(connection -> any.isEmpty() || any.stream().anyMatch(connection::isIn))
                .limit(filter.limit() + 1L)
                .map(this::describe)
                .toList()));
        return promise.future();
    }

    private Page.Item describe(Connection connection) {
        List<String> names =
                connection.rooms().stream().map(RoomName::value).sorted().toList();
        JsonObject json = new JsonObject()
                .put("connection", connection.id())
                .put("user", connection.user())
                .put("node", cluster.node())
                .put("endpoint", connection.details().endpoint())
                .put("since", connection.details().since())
                .put("rooms", new JsonArray(names));
        return new Page.Item(connection.id(), json);
    }

    private Future<Page> roomsHere(Filter filter) {
        String user = filter.user();
        return (user == null ? Future.succeededFuture(rooms.keySet()) : roomsOf(user))
                .compose(names -> aside(() -> counted(names, filter)));
    }

    private Page counted(Collection<RoomName> names, Filter filter) {
        List<Page.Item> items = names.stream()
                .filter(name -> filter.rooms().isEmpty() || filter.rooms().contains(name))
                .filter(name -> filter.includes(name.value(), name.value()))
                .sorted(Comparator.comparing(RoomName::value))
                .flatMap(name -> {
                    LocalRoom local = rooms.get(name);
                    int members = local == null ? 0 : local.members();
                    JsonObject json = new JsonObject()
                            .put("room", name.value())
                            .put(MEMBERS, members)
                            .put(NODES, 1);
                    return members == 0 // somebody only asks, or is on the way
                            ? Stream.empty()
                            : Stream.of(new Page.Item(name.value(), json));
                })
                .limit(filter.limit() + 1L)
                .toList();
        return Page.of(items, filter.limit());
    }

    private Future<Set<RoomName>> roomsOf(String user) {
        List<Future<Set<RoomName>>> parts = new ArrayList<>();
        directory.ofUser(user, connection -> {
            Promise<Set<RoomName>> promise = Promise.promise();
            connection.shard().execute(() -> promise.complete(connection.rooms()));
            parts.add(promise.future());
        });
        Set<RoomName> all = ConcurrentHashMap.newKeySet();
        return Future.all(parts).map(done -> {
            parts.forEach(part -> all.addAll(part.result()));
            return all;
        });
    }

    /** Away from event loops: there may be a hundred thousand. */
    private static <T> Future<T> aside(Supplier<T> task) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(task))
                .onFailure(cause -> LOG.error("a listing failed", cause));
    }
}
