package io.carillon.gateway;

import io.carillon.hub.Filter;
import io.carillon.hub.Page;
import io.carillon.hub.Register;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks all nodes what they have, page by page until there is no more. Any thread. */
record Listings(Register register) {

    private static final int PAGE = 1000;

    Future<Optional<ConnectionInfo>> connection(String id) {
        if (id.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return register.connections(new Filter(null, null, Set.of(), null, 1, before(id)))
                .map(page -> page.items().stream()
                        .filter(item -> item.key().equals(id))
                        .map(item -> ConnectionInfo.of(item.json()))
                        .findFirst());
    }

    /** What comes before an id, and behind all other ids that do: ids are of letters, digits, - and _. */
    private static String before(String id) {
        int last = id.length() - 1;
        char smaller = (char) (id.charAt(last) - 1);
        return id.substring(0, last) + smaller + Character.MAX_VALUE;
    }

    Future<List<ConnectionInfo>> connectionsOf(String user) {
        return all(user, Set.of(), "", new ArrayList<>());
    }

    Future<List<ConnectionInfo>> members(RoomName room) {
        return all(null, Set.of(room), "", new ArrayList<>());
    }

    private Future<List<ConnectionInfo>> all(
            @Nullable String user, Set<RoomName> rooms, String after, List<ConnectionInfo> found) {
        return register.connections(new Filter(null, user, rooms, null, PAGE, after))
                .compose(page -> {
                    page.items().forEach(item -> found.add(ConnectionInfo.of(item.json())));
                    return page.more() && !page.items().isEmpty()
                            ? all(user, rooms, last(page), found)
                            : Future.succeededFuture(List.copyOf(found));
                });
    }

    private static String last(Page page) {
        return page.items().get(page.items().size() - 1).key();
    }

    Future<Integer> size(RoomName room) {
        return register.rooms(new Filter(null, null, Set.of(room), null, 1, ""))
                .map(page -> page.items().stream()
                        .mapToInt(item -> Objects.requireNonNull(item.json().getInteger("members")))
                        .sum());
    }
}
