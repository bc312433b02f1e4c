package io.carillon.gateway;

import io.carillon.auth.Grant;
import io.carillon.auth.Revocation;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes the connections of one event loop whose tokens were revoked. To find them takes a look at each, about a
 * millisecond for ten thousand; to close them takes longer, and is done some at a time. For that event loop.
 */
final class Eviction {

    private static final int AT_ONCE = 256;

    private final Revocation revocation;
    private final Lane lane;
    private final List<Connection> affected;
    private int closed;

    private Eviction(Revocation revocation, Lane lane, List<Connection> affected) {
        this.revocation = revocation;
        this.lane = lane;
        this.affected = affected;
    }

    /** Returns how many there are. */
    static int of(Revocation revocation, Lane lane) {
        List<Connection> affected = new ArrayList<>();
        for (Connection connection : lane.connections()) {
            if (isCovered(revocation, connection)) {
                affected.add(connection);
            }
        }
        new Eviction(revocation, lane, affected).proceed();
        return affected.size();
    }

    private static boolean isCovered(Revocation revocation, Connection connection) {
        Grant grant = connection.grant();
        return grant != null && revocation.covers(grant);
    }

    private void proceed() {
        int end = Math.min(affected.size(), closed + AT_ONCE);
        while (closed < end) {
            Connection connection = affected.get(closed++);
            if (isCovered(revocation, connection)) { // it may have got another token since
                connection.lifetime.revoked();
            }
        }
        if (closed < affected.size()) {
            lane.execute(this::proceed);
        }
    }
}
