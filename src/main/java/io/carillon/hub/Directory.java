package io.carillon.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this node by id and by user. Nothing on a message's way to a room looks here. Any thread; a
 * connection is there from its welcome to its end. An entry is about 80 bytes: a user's only connection stands for itself.
 */
public final class Directory {

    /** The connections of a user. */
    sealed interface Group permits Connection, Several {

        void forEach(Consumer<Connection> visitor);

        Group with(Connection other);

        /** Null where nobody is left. */
        @Nullable
        Group without(Connection one);
    }

    /** Two and more. */
    static final class Several implements Group {

        private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

        Several(Connection one, Connection other) {
            connections.add(one);
            connections.add(other);
        }

        @Override
        public void forEach(Consumer<Connection> visitor) {
            connections.forEach(visitor);
        }

        @Override
        public Group with(Connection other) {
            connections.add(other);
            return this;
        }

        @Override
        public @Nullable Group without(Connection one) {
            connections.remove(one);
            return connections.isEmpty() ? null : this;
        }
    }

    private final ConcurrentMap<String, Connection> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Group> byUser = new ConcurrentHashMap<>();

    /** A connection has been opened; its outbox takes messages. On its event loop. */
    public void add(Connection connection) {
        byId.put(connection.id(), connection);
        byUser.compute(connection.user(), (user, known) -> known == null ? connection : known.with(connection));
    }

    /** A connection is gone. Nothing happens where it was not there. */
    void remove(Connection connection) {
        if (byId.remove(connection.id(), connection)) {
            byUser.computeIfPresent(connection.user(), (user, known) -> known.without(connection));
        }
    }

    /** The connection with this id; null where it is not on this node. */
    public @Nullable Connection find(String id) {
        return byId.get(id);
    }

    /** Shows each connection of a user on this node. */
    public void ofUser(String user, Consumer<Connection> visitor) {
        Group group = byUser.get(user);
        if (group != null) {
            group.forEach(visitor);
        }
    }

    /** Shows each connection of this node. */
    void forEach(Consumer<Connection> visitor) {
        byId.values().forEach(visitor);
    }

    /** How many connections there are. */
    public int size() {
        return byId.size();
    }

    /** How many users they belong to. */
    public int users() {
        return byUser.size();
    }
}
