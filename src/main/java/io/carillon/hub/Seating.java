package io.carillon.hub;

import io.carillon.cluster.Places;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The places of rooms that have so many and no more. On the connection's event loop. */
final class Seating {

    private volatile @Nullable Places places;

    void start(Places of) {
        places = of;
    }

    private Places places() {
        Places started = places;
        if (started == null) {
            throw new IllegalStateException("the hub was not started");
        }
        return started;
    }

    /**
     * Takes a place, and gives it back if nothing comes of it. For a connection that is no member yet.
     *
     * @param max so many there are; 0 for no limit
     * @param join what follows, on the connection's event loop
     * @param refused what follows where no place was taken, on the same
     * @return fails with a {@link RefusedException} where there is none, or nobody can say
     */
    Future<Entry> take(Connection connection, RoomName room, int max, Supplier<Future<Entry>> join, Runnable refused) {
        if (max == 0) {
            return join.get();
        }
        Promise<Entry> promise = Promise.promise();
        places().take(room.value(), connection.id(), max, Places.Policy.REJECT)
                .compose(given -> given ? Future.succeededFuture(room) : Future.failedFuture(full(room, max)))
                .onComplete(taken -> connection.shard().execute(() -> {
                    boolean goesOn = taken.succeeded() && !connection.isClosed();
                    Future<Entry> entry = goesOn ? join.get() : Future.failedFuture(gone(taken.cause()));
                    entry.onFailure(cause -> places().give(room.value(), connection.id()))
                            .onComplete(promise);
                    if (!goesOn) {
                        refused.run();
                    }
                }));
        return promise.future();
    }

    private static Throwable gone(@Nullable Throwable cause) {
        return cause == null ? Arrival.ended() : cause;
    }

    private static RefusedException full(RoomName room, int max) {
        return new RefusedException(
                ErrorCode.LIMIT_EXCEEDED, "the room " + room + " has as many members as it may: " + max);
    }

    /** A membership has ended. */
    void give(Members.Membership membership) {
        Members members = membership.members();
        if (members.local().isCounted()) {
            places().give(members.room().value(), membership.connection().id());
        }
    }
}
