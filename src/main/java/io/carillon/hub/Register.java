package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.QuestionKind;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which rooms and connections there are, page by page, on all nodes. No node knows what is on another, so each is asked for
 * the first of its own behind where the page before has ended; the first of all of them are among these. Any thread;
 * futures complete after a second at the latest, and do not fail.
 */
public final class Register {

    private static final String MEMBERS = "members";
    private static final String NODES = "nodes";

    private final Directory directory;
    private final Map<RoomName, LocalRoom> rooms;
    private final Cluster cluster;
    private final Inquiry inquiry;
    private final RoomActivity activity;

    Register(Directory directory, Map<RoomName, LocalRoom> rooms, Cluster cluster, RoomActivity activity) {
        this.directory = directory;
        this.rooms = rooms;
        this.cluster = cluster;
        this.inquiry = new Inquiry(cluster);
        this.activity = activity;
    }

    /** What goes on in rooms. */
    public RoomActivity activity() {
        return activity;
    }

    /** Does this node's part from now on. */
    Register open() {
        cluster.questions().serve(QuestionKind.CONNECTIONS, question -> {
            Filter filter = Filter.decode(question);
            return Inquiry.aside(() -> connectionsHere(filter).encode());
        });
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
        return inquiry.ask(inquiry.nodes(filter.node()), kind, filter.encode(), filter.limit(), join);
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

    /** The first of those that are meant, and one more; no event loop is asked for it. */
    private Page connectionsHere(Filter filter) {
        First<Connection> first = new First<>(filter.limit() + 1, Comparator.comparing(Connection::id));
        Set<RoomName> any = filter.rooms();
        Consumer<Connection> look = connection -> {
            if (filter.includes(connection.id(), connection.user())
                    && (any.isEmpty() || any.stream().anyMatch(connection::isIn))) {
                first.add(connection);
            }
        };
        String user = filter.user();
        if (user == null) {
            directory.forEach(look);
        } else {
            directory.ofUser(user, look);
        }
        return Page.of(first.inOrder().stream().map(this::describe).toList(), filter.limit());
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
        if (user == null) {
            return Inquiry.aside(() -> counted(filter.rooms().isEmpty() ? rooms.keySet() : filter.rooms(), filter));
        }
        return roomsOf(user).compose(names -> Inquiry.aside(() -> counted(names, filter)));
    }

    /** A room with members here. */
    private record Counted(RoomName name, int members) {

        Page.Item describe() {
            JsonObject json = new JsonObject()
                    .put("room", name.value())
                    .put(MEMBERS, members)
                    .put(NODES, 1);
            return new Page.Item(name.value(), json);
        }
    }

    private Page counted(Collection<RoomName> names, Filter filter) {
        First<Counted> first = new First<>(
                filter.limit() + 1, Comparator.comparing(room -> room.name().value()));
        for (RoomName name : names) {
            boolean isMeant = filter.includes(name.value(), name.value())
                    && (filter.rooms().isEmpty() || filter.rooms().contains(name));
            LocalRoom local = isMeant ? rooms.get(name) : null;
            int members = local == null ? 0 : local.members();
            if (members > 0) { // or somebody only asks, or is on the way
                first.add(new Counted(name, members));
            }
        }
        return Page.of(first.inOrder().stream().map(Counted::describe).toList(), filter.limit());
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
}
