package io.carillon.hub;

import io.carillon.config.RoomSettings;
import io.carillon.message.Publication;
import io.vertx.core.Future;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the node knows of a room in which it has members: its settings, and the event loops that they live on. Thread-safe. */
final class LocalRoom {

    private static final Shard[] NONE = {};

    private final RoomSettings settings;
    private final Future<Void> entered;
    private final @Nullable Streams streams;
    private final @Nullable PresenceRoom presence;
    private int uses = 1;
    private int members;
    private volatile Shard[] shards = NONE;

    /**
     * Begins with one use.
     *
     * @param settings what holds for it as long as it is here
     * @param entered completes when the other nodes know that this one has members
     * @param streams of the node; not used where the room has none
     */
    LocalRoom(RoomSettings settings, Future<Void> entered, Streams streams) {
        this(settings, entered, streams, null);
    }

    /**
     * @param presence who is in it; null where nobody is told
     */
    LocalRoom(RoomSettings settings, Future<Void> entered, Streams streams, @Nullable PresenceRoom presence) {
        this.settings = settings;
        this.presence = presence;
        this.entered = presence == null
                ? entered
                : Future.all(entered, presence.open(this::shards)).mapEmpty();
        this.streams = settings.stream().isPresent() ? streams : null;
    }

    /** Null where the room has no stream. */
    @Nullable
    Streams streams() {
        return streams;
    }

    /** Null where the room has none. */
    @Nullable
    PresenceRoom presence() {
        return presence;
    }

    RoomSettings settings() {
        return settings;
    }

    /** Completes when the other nodes know that this one has members, and have told of theirs where there is presence. */
    Future<Void> entered() {
        return entered;
    }

    /** One more connection is a member, or about to become one. Called under the lock of the room's map entry. */
    LocalRoom use() {
        uses++;
        return this;
    }

    /** One less. Called under the lock of the room's map entry. Returns whether somebody is left. */
    boolean release() {
        return --uses > 0;
    }

    /** So many members more, or less, on one of the event loops. */
    synchronized void count(int more) {
        members += more;
    }

    /** How many members there are on this node, those on their way into its stream included. */
    synchronized int members() {
        return members;
    }

    /** The event loops with members; not to be changed. */
    Shard[] shards() {
        return shards;
    }

    synchronized void add(Shard shard) {
        Shard[] more = Arrays.copyOf(shards, shards.length + 1);
        more[shards.length] = shard;
        shards = more;
    }

    synchronized void remove(Shard shard) {
        shards = Arrays.stream(shards).filter(other -> other != shard).toArray(Shard[]::new);
    }

    /** Hot path: hands a message to each event loop with members. */
    void post(Publication publication) {
        Broadcast broadcast = new Broadcast(publication, settings.conflate());
        for (Shard shard : shards) {
            shard.post(broadcast);
        }
    }
}
