package io.carillon.verify;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.util.List;

/**
 * What the clients of one event loop share.
 *
 * @param targets the nodes, at least one
 */
record Station(Vertx vertx, WebSocketClient sockets, Ground ground) {

    /** What the clients of all event loops share. */
    record Ground(Plan plan, List<Target> targets, String token, Timeline time, Tally tally) {
        Ground {
            targets = List.copyOf(targets);
        }
    }

    Plan plan() {
        return ground.plan;
    }

    int now() {
        return ground.time.now();
    }

    Tally tally() {
        return ground.tally;
    }

    /** Runs something later, on the event loop. */
    void later(long millis, Runnable action) {
        vertx.setTimer(Math.max(1, millis), id -> action.run());
    }
}
