package io.carillon.hub;

import io.carillon.config.RoomSettings;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.trace.Tracing;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/** What the node knows of a room in which it has members: its settings, and the event loops that they live on. Thread-safe. */
final class LocalRoom {

    private static final Shard[] NONE = {};

    /** Of {@code posted}: 8 bytes a room, where a {@code LongAdder} would be an object of its own. */
    private static final AtomicLongFieldUpdater<LocalRoom> POSTED =
            AtomicLongFieldUpdater.newUpdater(LocalRoom.class, "posted");

    private volatile Rulebook.Ruling ruling;
    private volatile boolean counted;
    private final Future<Void> entered;
    private final @Nullable Streams streams;
    private final FanOut fanOut;
    private final @Nullable PresenceRoom presence;
    private int uses = 1;
    private int members;
    private volatile Shard[] shards = NONE;
    private volatile long posted;
    private @Nullable Glance seen;

    /**
     * Begins with one use.
     *
     * @param ruling what holds for it at first
     * @param entered completes when the other nodes know that this one has members
     * @param streams of the node; not used where the room has none
     */
    LocalRoom(Rulebook.Ruling ruling, Future<Void> entered, Streams streams) {
        this(ruling, entered, streams, null);
    }

    /**
     * @param presence who is in it; null where nobody is told
     */
    LocalRoom(Rulebook.Ruling ruling, Future<Void> entered, Streams streams, @Nullable PresenceRoom presence) {
        this.ruling = ruling;
        this.counted = ruling.settings().maxMembers() > 0;
        this.presence = presence;
        this.entered = presence == null
                ? entered
                : Future.all(entered, presence.open(this::shards)).mapEmpty();
        this.streams = ruling.settings().stream().isPresent() ? streams : null;
        this.fanOut = streams.fanOut();
    }

    /** That of all rooms of the node. */
    FanOut fanOut() {
        return fanOut;
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

    /** What holds for it, as was known when somebody last asked {@link #ruling}. */
    RoomSettings settings() {
        return ruling.settings();
    }

    /** What holds for it by an edition, or by a newer one that is known here. */
    Rulebook.Ruling ruling(Rulebook.Edition edition, RoomName room) {
        Rulebook.Ruling known = ruling;
        return edition.number() <= known.edition().number() ? known : changed(edition, room);
    }

    private synchronized Rulebook.Ruling changed(Rulebook.Edition edition, RoomName room) {
        Rulebook.Ruling known = ruling;
        if (edition.number() > known.edition().number()) {
            RoomSettings next = edition.settings().apply(room);
            known = new Rulebook.Ruling(edition, known.settings().changedTo(next));
            counted |= next.maxMembers() > 0;
            ruling = known;
        }
        return known;
    }

    /** Whether members may have places, since there is or was a limit. */
    boolean isCounted() {
        return counted;
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

    /**
     * How many messages a second came for its members here since somebody last looked; the same again within a second. NaN where
     * nobody has looked in the last seconds, so that nobody knows.
     *
     * @param now as {@link System#nanoTime}
     */
    synchronized double rate(long now) {
        Glance next = seen == null ? Glance.first(posted, now) : seen.next(posted, now);
        seen = next;
        return next.rate();
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
    void post(Publication publication, Tracing tracing) {
        Shard[] here = shards;
        Delivery delivery = Delivery.begin(publication, here.length, tracing);
        Broadcast broadcast = new Broadcast(publication, ruling.settings().conflate(), delivery, System.nanoTime());
        fanOut.received().increment();
        POSTED.incrementAndGet(this);
        for (Shard shard : here) {
            shard.post(broadcast);
        }
    }
}
