package io.carillon.hub;

import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as the rooms see it. Lives on one event loop, which alone changes it; in which rooms it is, and what
 * never changes, any thread may ask.
 */
public final class Connection implements Directory.Group {

    private final String id;
    private final String user;
    private final Shard shard;
    private final Outbox outbox;
    private final Details details;
    private volatile Members.@Nullable Membership first; // most connections are in one room, and need no map
    private volatile Map<RoomName, Members.Membership> others = Map.of();
    private final Turns turns = new Turns();
    private int entering;
    private int happened; // of which the logbook is to know; passed over or not
    private int spent; // of what it may write there at once
    private int spentAt; // in parts of the time after which it may write one more
    private boolean closed;

    /**
     * @param id unique in the cluster
     * @param user the token's subject
     * @param shard the event loop's share of the hub
     * @param outbox where frames go
     * @param details what else there is to tell about it
     */
    public Connection(String id, String user, Shard shard, Outbox outbox, Details details) {
        this.details = details;
        this.id = id;
        this.user = user;
        this.shard = shard;
        this.outbox = outbox;
    }

    /** One of which nothing more is known. */
    Connection(String id, String user, Shard shard, Outbox outbox) {
        this(id, user, shard, outbox, Details.NONE);
    }

    public String id() {
        return id;
    }

    public String user() {
        return user;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Details details() {
        return details;
    }

    /** The rooms that the connection is in, as they are now; a copy. */
    public Set<RoomName> rooms() {
        Set<RoomName> rooms = new HashSet<>(others.keySet());
        Members.Membership one = first;
        if (one != null) {
            rooms.add(one.members().room());
        }
        return rooms;
    }

    /** In how many rooms the connection is, or is about to be. */
    public int roomCount() {
        return memberships() + entering;
    }

    /** In how many rooms it is. Any thread. */
    int memberships() {
        return others.size() + (first == null ? 0 : 1);
    }

    /** The rooms that it is in, so many at most, and where in their streams. */
    List<Place> places(int most) {
        List<Place> places = new ArrayList<>();
        Members.Membership one = first;
        if (one != null) {
            places.add(one.place());
        }
        for (Members.Membership other : others.values()) {
            if (places.size() == most) {
                break;
            }
            places.add(other.place());
        }
        return places;
    }

    /** How much has happened of which the logbook was to know; 0 where the connection was never opened. */
    int happened() {
        return happened;
    }

    /** Something more has happened. Returns whether it may be written, so that one connection does not fill the logbook. */
    boolean mayNote(long millis) {
        happened++;
        int now = (int) (millis / Logbook.EACH_MILLIS);
        spent = Math.max(0, spent - Math.max(0, now - spentAt));
        spentAt = now;
        if (spent >= Logbook.AT_ONCE) {
            return false;
        }
        spent++;
        return true;
    }

    /** It is about to be in one more room. */
    void enter() {
        entering++;
    }

    /** It is in the room now, or will not be. */
    void entered() {
        entering--;
    }

    /** What is under way with its rooms. */
    Turns turns() {
        return turns;
    }

    public boolean isIn(RoomName room) {
        return isFirst(room) || others.containsKey(room);
    }

    private boolean isFirst(RoomName room) {
        Members.Membership one = first;
        return one != null && one.members().room().equals(room);
    }

    /** The event loop's share of the hub. */
    public Shard shard() {
        return shard;
    }

    boolean isClosed() {
        return closed;
    }

    /** One more membership, of a room that the connection was not in. */
    void put(Members.Membership membership) {
        if (first == null) {
            first = membership;
            return;
        }
        if (others.isEmpty()) {
            others = new ConcurrentHashMap<>(4); // other threads may look
        }
        others.put(membership.members().room(), membership);
    }

    Members.@Nullable Membership membership(RoomName room) {
        return isFirst(room) ? first : others.get(room);
    }

    Members.@Nullable Membership take(RoomName room) {
        if (isFirst(room)) {
            Members.Membership membership = first;
            first = null;
            return membership;
        }
        if (others.isEmpty()) {
            return null;
        }
        Members.Membership membership = others.remove(room);
        if (others.isEmpty()) {
            others = Map.of();
        }
        return membership;
    }

    @Override
    public void forEach(Consumer<Connection> visitor) {
        visitor.accept(this);
    }

    @Override
    public Directory.Group with(Connection other) {
        return new Directory.Several(this, other);
    }

    @Override
    public Directory.@Nullable Group without(Connection one) {
        return one == this ? null : this;
    }

    /** Marks the connection as gone and gives back what it was a member of. */
    Collection<Members.Membership> close() {
        closed = true;
        List<Members.Membership> all = new ArrayList<>(others.values());
        if (first != null) {
            all.add(first);
        }
        first = null;
        others = Map.of();
        return all;
    }
}
