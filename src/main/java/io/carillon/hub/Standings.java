package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.hub.RoomActivity.Sort;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where rooms stand in an order, and nothing else of them: of each the number by which it is sorted.
 *
 * @param places by name
 * @param nodes how many have told of theirs
 * @param missing those that have not
 */
record Standings(Map<String, Place> places, int nodes, Set<String> missing) {

    /**
     * Where a room stands.
     *
     * @param number of it by those who have told
     * @param told how many nodes those are
     */
    record Place(double number, int told) {}

    /** What nodes have told, as one: members of a room are added, of its rates the largest is its own. */
    static Standings of(Answers answers, Sort sort) {
        Map<String, Place> places = new HashMap<>();
        for (byte[] answer : answers.given().values()) {
            for (Map.Entry<String, Object> room : new JsonObject(Buffer.buffer(answer))) {
                Place one = new Place(((Number) room.getValue()).doubleValue(), 1);
                places.merge(
                        room.getKey(),
                        one,
                        (all, other) -> new Place(
                                sort == Sort.MEMBERS ? all.number + other.number : Math.max(all.number, other.number),
                                all.told + 1));
            }
        }
        return new Standings(places, answers.given().size(), answers.missing());
    }

    /** What one node tells, as it travels: see {@link #of}. */
    static byte[] encode(Leaders leaders) {
        JsonObject json = new JsonObject();
        leaders.take().forEach(json::put);
        return json.toBuffer().getBytes();
    }

    int size() {
        return places.size();
    }

    /** Those with the largest numbers, or all, if they are less. */
    Standings leaders(int count) {
        Map<String, Place> some = new HashMap<>(places);
        some.keySet().retainAll(numbers(count).keySet());
        return new Standings(some, nodes, missing);
    }

    /** The smallest number of the leaders; one room at least has to be there. */
    double last(int count) {
        return Collections.min(numbers(count).values());
    }

    private Map<String, Double> numbers(int count) {
        Leaders leaders = new Leaders(count);
        places.forEach((name, place) -> leaders.add(name, place.number));
        return leaders.take();
    }

    Set<RoomName> names() {
        return names(places);
    }

    /** Those of which a node has not told. */
    Set<RoomName> notToldByAll() {
        Map<String, Place> some = new HashMap<>(places);
        some.values().removeIf(place -> place.told == nodes);
        return names(some);
    }

    private static Set<RoomName> names(Map<String, Place> places) {
        return places.keySet().stream().map(RoomName::new).collect(Collectors.toSet());
    }

    /** The same, with what is known better of some. */
    Standings with(Standings better) {
        Map<String, Place> all = new HashMap<>(places);
        all.putAll(better.places);
        return new Standings(all, nodes, missing).alsoWithout(better.missing);
    }

    /** The same, where other nodes are missing, too. */
    Standings alsoWithout(Set<String> others) {
        Set<String> all = new HashSet<>(missing);
        all.addAll(others);
        return new Standings(places, nodes, all);
    }
}
