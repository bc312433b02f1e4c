package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Up to where in a stream something has been done, by names, for whoever goes on with it on another node. They last as long
 * as the cluster. Any thread; nothing blocks, and futures complete on any, after 5 s in any case.
 */
public final class Bookmarks {

    /** Keys are names, values {@code OFFSET:EPOCH}. */
    static final String MAP = "carillon.bookmarks";

    private static final long PATIENCE_MILLIS = 5_000;

    private final Vertx vertx;
    private final IMap<String, String> map;

    Bookmarks(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.map = hazelcast.getMap(MAP);
    }

    /** Empty where nobody has put any. */
    public Future<Optional<Position>> find(String name) {
        return asked(() -> map.getAsync(name))
                .map(value -> Optional.ofNullable(value).map(Bookmarks::read));
    }

    /** Completes when it is stored, with copies. */
    public Future<Void> put(String name, Position position) {
        String value = position.offset() + ":" + position.epoch();
        return asked(() -> map.setAsync(name, value));
    }

    private static Position read(String value) {
        int colon = value.indexOf(':');
        return new Position(value.substring(colon + 1), Long.parseLong(value.substring(0, colon)));
    }

    private <T> Future<T> asked(Supplier<CompletionStage<T>> operation) {
        Promise<T> promise = Promise.promise();
        try {
            operation.get().whenCompleteAsync((value, cause) -> answer(promise, value, cause), Runnable::run);
        } catch (RuntimeException e) { // the node is leaving
            return refused();
        }
        return Future.future(done -> {
            long timer = vertx.setTimer(PATIENCE_MILLIS, id -> promise.tryFail("no answer"));
            promise.future()
                    .recover(cause -> refused())
                    .onComplete(done)
                    .onComplete(either -> vertx.cancelTimer(timer));
        });
    }

    @SuppressWarnings("NullAway") // nothing is a value, too
    private static <T> void answer(Promise<T> promise, @Nullable T value, @Nullable Throwable cause) {
        if (cause == null) {
            promise.tryComplete(value);
        } else {
            promise.tryFail(cause);
        }
    }

    private static <T> Future<T> refused() {
        return Future.failedFuture(new RefusedException(ErrorCode.UNAVAILABLE, "the cluster does not answer"));
    }
}
