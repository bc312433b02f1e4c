package io.carillon.gateway;

import io.carillon.cluster.StreamStore;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A room of the whole cluster, as {@link Hub#room} gives it: a name, not a thing that has to be kept or closed. What is said
 * to it reaches its members on all nodes, those of the message protocol as a {@code message}, others as the value alone.
 * Any thread.
 */
public final class Room {

    private static final int LONGEST_KEY = 255;

    private final io.carillon.hub.Hub core;
    private final RoomName name;

    Room(io.carillon.hub.Hub core, RoomName name) {
        this.core = core;
        this.name = name;
    }

    public String name() {
        return name.value();
    }

    RoomName roomName() {
        return name;
    }

    /** How many connections are in it, as far as nodes have answered. */
    public Future<Integer> size() {
        return new Listings(core.register()).size(name);
    }

    /** Which connections are in it, in the order of their ids, as far as nodes have answered. */
    public Future<List<ConnectionInfo>> members() {
        return new Listings(core.register()).members(name);
    }

    /**
     * Says something to all members. What one thread says arrives in that order.
     *
     * @return where it was stored; empty, and at once, where the room has no stream. Fails with a {@link
     *     io.carillon.message.RefusedException} where it could not be stored, or nobody knows whether it was
     */
    public Future<Optional<Position>> broadcast(@Nullable Object value) {
        return publish(value, Sender.service("server"), true);
    }

    /**
     * The same, for who may have to say it again, not knowing whether it was stored: within five minutes it is stored once.
     *
     * @param key the same for the same message: 1 to 255 code points. Without a stream it means nothing
     */
    public Future<Optional<Position>> broadcastOnce(String key, @Nullable Object value) {
        int length = key.codePointCount(0, key.length());
        if (length < 1 || length > LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + LONGEST_KEY + " code points, this one has " + length);
        }
        return publish(Message.payload(value), Sender.service("server"), key, true);
    }

    /** Says something in the name of a connection, which need not be a member, to all members: this one, too, if it is. */
    public Future<Optional<Position>> broadcastFrom(Connection sender, @Nullable Object value) {
        return publish(value, Sender.user(sender.user(), sender.id()), true);
    }

    /** The same, but the connection itself does not get it: neither now, nor when it recovers. */
    public Future<Optional<Position>> broadcastExcept(Connection sender, @Nullable Object value) {
        return publish(value, Sender.user(sender.user(), sender.id()), false);
    }

    /**
     * The same for a connection on any node, which takes a question to the others where it is not on this one: what is said
     * next may come before it. Where none has the id, everybody gets it, from the server; where a node that may have it does
     * not answer, this fails with {@code unavailable}.
     *
     * @param except the id of the connection in whose name this is said, and that does not get it
     */
    public Future<Optional<Position>> broadcastExcept(String except, @Nullable Object value) {
        Payload data = Message.payload(value);
        return core.post()
                .whose(except)
                .compose(user -> user.isPresent()
                        ? publish(data, Sender.user(user.get(), except), null, false)
                        : publish(data, Sender.service("server"), null, true));
    }

    private Future<Optional<Position>> publish(@Nullable Object value, Sender from, boolean echo) {
        return publish(Message.payload(value), from, null, echo);
    }

    private Future<Optional<Position>> publish(Payload data, Sender from, @Nullable String key, boolean echo) {
        StreamStore.Append message = new StreamStore.Append(name, data, from, key, System.currentTimeMillis(), echo);
        return core.publish(message).map(stored -> stored.map(StreamStore.Appended::position));
    }
}
