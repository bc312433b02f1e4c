package io.carillon.hub;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The connections that have ended lately, as this node remembers them: its own, from the {@link Logbook}, and those that were
 * left to it. It reads all there is: not on an event loop.
 */
final class Archive {

    /** How much of what was told to several connections goes to another node with each that was. */
    private static final int TOLD = 100;

    /**
     * What one leaves.
     *
     * @param all gives all that there is to tell of it
     */
    private record Estate(Departed departed, Supplier<JsonObject> all) {}

    private final String node;
    private final Logbook logbook;
    private final Inheritance inherited;

    Archive(String node, Logbook logbook, Inheritance inherited) {
        this.node = node;
        this.logbook = logbook;
        this.inherited = inherited;
    }

    /** A part of the list of them, the last to end first. */
    Page page(ConnectionFilter filter) {
        First<Departed> first = new First<>(filter.limit() + 1, Departed.LAST_FIRST);
        logbook.forEach(entry -> {
            if (entry.what() instanceof Happening.Closed closed) {
                consider(Departed.of(node, entry.time(), closed), filter, first);
            }
        });
        inherited.all().forEach(heirloom -> consider(heirloom.departed(), filter, first));
        return Page.of(
                first.inOrder().stream()
                        .map(each -> new Page.Item(each.key(), each.row()))
                        .toList(),
                filter.limit());
    }

    private static void consider(Departed departed, ConnectionFilter filter, First<Departed> first) {
        if (first.takes(departed)
                && filter.includes(departed)
                && (filter.after().isEmpty() || filter.isBehind(departed.key()))) {
            first.add(departed);
        }
    }

    /** All that is known of one that has ended. */
    Optional<JsonObject> find(String connection) {
        List<Logbook.Entry> own = new ArrayList<>();
        List<Logbook.Entry> told = new ArrayList<>();
        read(connection, own, told);
        for (Logbook.Entry entry : own) {
            if (entry.what() instanceof Happening.Closed closed) {
                return Optional.of(describe(entry.time(), closed, own, told));
            }
        }
        return Optional.ofNullable(inherited.find(connection)).map(Inheritance.Heirloom::json);
    }

    private void read(String connection, List<Logbook.Entry> own, List<Logbook.Entry> told) {
        logbook.forEach(entry -> {
            if (entry.connection() == null) {
                told.add(entry);
            } else if (entry.connection().equals(connection)) {
                own.add(entry);
            }
        });
    }

    /** What has happened to an open one. */
    Account account(String connection, List<Place> places, long since) {
        List<Logbook.Entry> own = new ArrayList<>();
        List<Logbook.Entry> told = new ArrayList<>();
        read(connection, own, told);
        return new Account(own, told, places, since);
    }

    private JsonObject describe(
            long ended, Happening.Closed closed, List<Logbook.Entry> own, List<Logbook.Entry> told) {
        Profile profile = closed.profile();
        List<Place> places = closed.places();
        JsonObject json = profile.json(node, Departed.STATE)
                .put("ended", ended)
                .put("queue", new JsonObject().put("bytes", closed.ending().queued()))
                .put("close", closed.ending().into(new JsonObject()));
        Json.put(json, "roomCount", closed.rooms() > places.size() ? closed.rooms() : null);
        new Account(own, told, places, profile.since()).into(json, places, closed.happened());
        return json;
    }

    // ---- for another node

    /**
     * Those that have ended, the last first: each gives, when it is asked, all that there is to tell of it.
     *
     * @param most how many
     */
    List<Supplier<JsonObject>> newest(int most) {
        First<Estate> first = new First<>(most, Comparator.comparing(Estate::departed, Departed.LAST_FIRST));
        Map<String, List<Logbook.Entry>> own = new HashMap<>();
        Deque<Logbook.Entry> told = new ArrayDeque<>();
        logbook.forEach(entry -> {
            if (entry.connection() != null) {
                own.computeIfAbsent(entry.connection(), id -> new ArrayList<>(4))
                        .add(entry);
            } else {
                told.add(entry);
            }
            if (told.size() > TOLD) {
                told.remove();
            }
        });
        inherited.all().forEach(each -> first.add(new Estate(each.departed(), each::json)));
        own.values().forEach(entries -> bequeath(entries, told, first));
        return first.inOrder().stream().map(Estate::all).toList();
    }

    private void bequeath(List<Logbook.Entry> own, Deque<Logbook.Entry> told, First<Estate> first) {
        for (Logbook.Entry entry : own) {
            if (entry.what() instanceof Happening.Closed closed) {
                Departed departed = Departed.of(node, entry.time(), closed);
                first.add(new Estate(departed, () -> describe(entry.time(), closed, own, List.copyOf(told))));
            }
        }
    }
}
