package io.carillon.hub;

import io.carillon.message.RoomName;
import java.util.Arrays;
import java.util.List;

/**
 * Broadcasts of one room that an event loop delivers together, in their order: one after the other, they are one write to
 * each member. For one event loop.
 */
public final class Batch {

    private final Broadcast[] broadcasts;
    private final boolean exceptions;

    /**
     * @param broadcasts at least one, all of the same room; copied
     */
    Batch(List<Broadcast> broadcasts) {
        this.broadcasts = broadcasts.toArray(Broadcast[]::new);
        this.exceptions = hasExceptions(this.broadcasts);
    }

    private static boolean hasExceptions(Broadcast[] broadcasts) {
        for (Broadcast broadcast : broadcasts) {
            if (broadcast.publication().except() != null) {
                return true;
            }
        }
        return false;
    }

    /** How many; at least one. */
    public int size() {
        return broadcasts.length;
    }

    public Broadcast get(int index) {
        return broadcasts[index];
    }

    RoomName room() {
        return get(0).publication().room();
    }

    /** Whether there may be a connection that is not to receive everything. */
    boolean hasExceptions() {
        return exceptions;
    }

    /** Whether a connection is not to receive everything. */
    boolean excepts(String connection) {
        for (Broadcast broadcast : broadcasts) {
            if (connection.equals(broadcast.publication().except())) {
                return true;
            }
        }
        return false;
    }

    /** What a connection is to receive that is not to receive everything: one by one. */
    List<Batch> without(String connection) {
        return Arrays.stream(broadcasts)
                .filter(broadcast -> !connection.equals(broadcast.publication().except()))
                .map(broadcast -> new Batch(List.of(broadcast)))
                .toList();
    }

    /** Tells whoever wants to know that it was handed to so many members of an event loop. */
    void handed(int members) {
        for (Broadcast broadcast : broadcasts) {
            Delivery delivery = broadcast.delivery();
            if (delivery != null) {
                delivery.handed(members);
            }
        }
    }

    /** Whether a later message may take the place of one of these; all or none, since that is a room's setting. */
    public boolean conflates() {
        return get(0).conflates();
    }
}
