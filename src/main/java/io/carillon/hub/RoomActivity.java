package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.cluster.QuestionKind;
import io.carillon.config.RoomSettings;
import io.carillon.config.StreamSettings;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What goes on in rooms, on all nodes: how many members they have, how many messages a second, and where their streams are. For
 * people who watch: nothing runs while nobody asks, and a rate is known from the second look on. Any thread; futures do not fail.
 */
public final class RoomActivity {

    /** In which order rooms are told of. */
    public enum Sort {
        /** By name, page by page. */
        NAME,
        /** Those with the most members. */
        MEMBERS,
        /** Those with the most messages a second. */
        RATE
    }

    private static final String NODE = "node";

    /** Of streams that nobody can say anything about in this time, nothing is said. */
    private static final long STREAM_MILLIS = 1_000;

    private final ActivityHere here;
    private final Inquiry inquiry;
    private final Streams streams;
    private final Function<RoomName, RoomSettings> settings;

    /** @param settings what is configured for a room */
    RoomActivity(
            Map<RoomName, LocalRoom> rooms,
            Inquiry inquiry,
            Streams streams,
            Function<RoomName, RoomSettings> settings) {
        this.here = new ActivityHere(rooms);
        this.inquiry = inquiry;
        this.streams = streams;
        this.settings = settings;
    }

    /** Does this node's part from now on. */
    RoomActivity open() {
        inquiry.cluster().questions().serve(QuestionKind.ROOM_ACTIVITY, question -> {
            RoomQuestion asked = RoomQuestion.decode(question);
            return Inquiry.aside(() -> here.answer(asked));
        });
        return this;
    }

    /**
     * Rooms with members; the items have what the HTTP API shows of them.
     *
     * @param filter of it, the match, the node, the limit, and, sorted by name, where to go on
     * @return where they are not sorted by name, nothing comes behind
     */
    public Future<Page> rooms(Filter filter, Sort sort) {
        Future<Page> found = sort == Sort.NAME ? byName(filter) : new RoomRanking(inquiry).rank(filter, sort);
        return found.compose(this::withPositions);
    }

    private Future<Page> byName(Filter filter) {
        return inquiry.ask(
                inquiry.nodes(filter.node()),
                QuestionKind.ROOM_ACTIVITY,
                new RoomQuestion(filter, Sort.NAME, 0).encode(),
                filter.limit(),
                ActivityHere::together);
    }

    // ---- streams

    private Future<Page> withPositions(Page page) {
        Set<RoomName> kept = page.items().stream()
                .filter(item -> item.json().getBoolean(ActivityHere.STREAM))
                .map(item -> new RoomName(item.key()))
                .collect(Collectors.toSet());
        return positions(kept)
                .map(found -> new Page(
                        page.items().stream().map(item -> placed(item, found)).toList(), page.more(), page.missing()));
    }

    private Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> names) {
        return names.isEmpty()
                ? Future.succeededFuture(Map.of())
                : streams.positions(names)
                        .timeout(STREAM_MILLIS, TimeUnit.MILLISECONDS)
                        .otherwise(Map.of());
    }

    private static Page.Item placed(Page.Item item, Map<RoomName, Optional<Position>> positions) {
        JsonObject json = item.json().copy();
        if (json.getBoolean(ActivityHere.STREAM)) {
            Optional<Position> known = positions.getOrDefault(new RoomName(item.key()), Optional.empty());
            json.put(ActivityHere.STREAM, known.map(RoomActivity::position).orElse(null)); // the owner does not answer
        } else {
            json.remove(ActivityHere.STREAM);
        }
        return new Page.Item(item.key(), json);
    }

    private static JsonObject position(Position position) {
        return new JsonObject().put("epoch", position.epoch()).put("offset", position.offset());
    }

    /** Empty where nobody can say. */
    private Future<Optional<JsonObject>> stream(RoomName room, StreamSettings kept) {
        return streams.read(room, 0, 0, false, kept)
                .timeout(STREAM_MILLIS, TimeUnit.MILLISECONDS)
                .map(slice -> Optional.of(
                        position(new Position(slice.epoch(), slice.offset())).put("oldest", slice.oldest())))
                .otherwise(Optional.empty());
    }

    // ---- one room

    /** A room, node by node, and its stream; also where nobody is in it. */
    public Future<JsonObject> room(RoomName room) {
        byte[] question = new RoomQuestion(Filter.only(Set.of(room), null), Sort.NAME, 0).encode();
        Future<Answers> asked = inquiry.cluster().questions().ask(QuestionKind.ROOM_ACTIVITY, question);
        RoomSettings configured = settings.apply(room);
        Optional<Future<Optional<JsonObject>>> stream = configured.stream().map(kept -> stream(room, kept));
        return asked.compose(answers -> {
            JsonObject found = told(room, answers, configured.presence().isPresent());
            return stream.map(reading -> reading.map(place -> found.put(ActivityHere.STREAM, place.orElse(null))))
                    .orElseGet(() -> Future.succeededFuture(found));
        });
    }

    private static JsonObject told(RoomName room, Answers answers, boolean presence) {
        JsonArray nodes = new JsonArray();
        int members = 0;
        Double rate = null;
        for (Map.Entry<String, byte[]> answer : new TreeMap<>(answers.given()).entrySet()) {
            for (Page.Item item : Page.decode(answer.getValue()).items()) {
                int count = item.json().getInteger(ActivityHere.MEMBERS);
                Double its = item.json().getDouble(ActivityHere.RATE);
                members += count;
                rate = ActivityHere.larger(rate, its);
                nodes.add(new JsonObject()
                        .put(NODE, answer.getKey())
                        .put(ActivityHere.MEMBERS, count)
                        .put(ActivityHere.RATE, its));
            }
        }
        JsonObject json = new JsonObject()
                .put(ActivityHere.ROOM, room.value())
                .put(ActivityHere.MEMBERS, members)
                .put(ActivityHere.RATE, rate)
                .put(ActivityHere.NODES, nodes)
                .put(ActivityHere.PRESENCE, presence);
        return answers.missing().isEmpty()
                ? json
                : json.put(
                        "missing",
                        new JsonArray(answers.missing().stream().sorted().toList()));
    }
}
