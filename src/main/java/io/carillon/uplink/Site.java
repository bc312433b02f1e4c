package io.carillon.uplink;

import io.carillon.config.Config;
import io.carillon.hub.Hub;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Where an uplink lives.
 *
 * @param context its event loop
 * @param now says what holds now
 */
record Site(Vertx vertx, Context context, Hub hub, Supplier<Config> now, Clock clock) {

    /** What holds now. */
    Config config() {
        return now.get();
    }

    /** Runs something in a later turn of the event loop; any thread. */
    void execute(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }

    /** The same in so many ms. */
    long later(long millis, Runnable task) {
        return vertx.setTimer(Math.max(1, millis), id -> execute(task));
    }

    /** Takes an answer on the event loop. */
    <T> void whenDone(Future<T> future, Answer<T> answer) {
        future.onComplete(done -> execute(() -> answer.take(done)));
    }

    /** What is done with a future that is complete. */
    interface Answer<T> {
        void take(AsyncResult<T> done);
    }

    /** The largest data of a message, in bytes. */
    int messageLimit() {
        return config().limits().connection().message();
    }
}
