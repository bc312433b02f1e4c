package io.carillon.hub;

import io.carillon.message.RoomName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as the rooms see it. Lives on one event loop; what is not {@link #id} or {@link #user} may be
 * called there only.
 */
public final class Connection {

    private final String id;
    private final String user;
    private final Shard shard;
    private final Outbox outbox;
    private Map<RoomName, Members.Membership> memberships = Map.of();
    private boolean closed;

    /**
     * @param id unique in the cluster
     * @param user the token's subject
     * @param shard the event loop's share of the hub
     * @param outbox where frames go
     */
    public Connection(String id, String user, Shard shard, Outbox outbox) {
        this.id = id;
        this.user = user;
        this.shard = shard;
        this.outbox = outbox;
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

    /** The rooms that the connection is in, as they are now. */
    public Set<RoomName> rooms() {
        return Collections.unmodifiableSet(memberships.keySet());
    }

    public boolean isIn(RoomName room) {
        return memberships.containsKey(room);
    }

    Shard shard() {
        return shard;
    }

    boolean isClosed() {
        return closed;
    }

    void put(RoomName room, Members.Membership membership) {
        if (memberships.isEmpty()) {
            memberships = Collections.singletonMap(room, membership); // most connections are in one room
            return;
        }
        if (!(memberships instanceof HashMap)) {
            memberships = new HashMap<>(memberships);
        }
        memberships.put(room, membership);
    }

    Members.@Nullable Membership take(RoomName room) {
        Members.Membership membership = memberships.get(room);
        if (membership != null) {
            if (memberships.size() == 1) {
                memberships = Map.of();
            } else {
                memberships.remove(room);
            }
        }
        return membership;
    }

    /** Marks the connection as gone and gives back what it was a member of. */
    Collection<Members.Membership> close() {
        closed = true;
        List<Members.Membership> all = List.copyOf(memberships.values());
        memberships = Map.of();
        return all;
    }
}
