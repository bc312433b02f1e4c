package io.carillon.cluster;

import io.carillon.message.RoomName;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which other nodes have members in a room. Hot path: {@link #nodes} takes no lock and allocates nothing, on any thread;
 * it may miss a change that is being made. Changes may come from any thread, too.
 */
final class InterestTable {

    private static final String[] NOBODY = {};

    private final ConcurrentMap<RoomName, String[]> rooms = new ConcurrentHashMap<>();

    /** The nodes with members; the array is shared and must not be changed. */
    String[] nodes(RoomName room) {
        return rooms.getOrDefault(room, NOBODY);
    }

    /** How many rooms have members on other nodes. */
    int size() {
        return rooms.size();
    }

    void enter(String node, RoomName room) {
        rooms.merge(room, new String[] {node}, (nodes, one) -> with(nodes, node));
    }

    void leave(String node, RoomName room) {
        rooms.computeIfPresent(room, (name, nodes) -> without(nodes, node));
    }

    private static String[] with(String[] nodes, String node) {
        if (Arrays.asList(nodes).contains(node)) {
            return nodes;
        }
        String[] more = Arrays.copyOf(nodes, nodes.length + 1);
        more[nodes.length] = node;
        return more;
    }

    /** Null, which removes the room, where nobody is left. */
    @SuppressWarnings("NullAway")
    private static String[] without(String[] nodes, String node) {
        String[] fewer =
                Arrays.stream(nodes).filter(other -> !other.equals(node)).toArray(String[]::new);
        return fewer.length == 0 ? null : fewer;
    }
}
