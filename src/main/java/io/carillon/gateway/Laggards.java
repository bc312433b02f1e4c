package io.carillon.gateway;

import io.carillon.count.Queues;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * The connections of one event loop for which something waits, or did when it was last looked. Who keeps up is not among them, so
 * that looking costs nothing however many there are; what goes through TLS waits for the end of the turn, and is. For that event
 * loop.
 */
final class Laggards {

    private final Queues queues;
    private final Set<Outlet> sockets = new HashSet<>();

    Laggards(Queues queues) {
        this.queues = queues;
    }

    /** Something waits for it. */
    void add(Outlet socket) {
        sockets.add(socket);
    }

    /** It is gone. */
    void remove(Outlet socket) {
        sockets.remove(socket);
    }

    /** Tells how it is now, and forgets those for which nothing waits any more. To be called every few seconds. */
    void look() {
        long all = 0;
        long most = 0;
        for (Iterator<Outlet> each = sockets.iterator(); each.hasNext(); ) {
            Outlet socket = each.next();
            long waiting = socket.queued();
            if (waiting <= 0) {
                socket.caughtUp();
                each.remove();
            }
            all += waiting;
            most = Math.max(most, waiting);
        }
        queues.set(all, most, sockets.size());
    }
}
