package io.carillon.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Has one thing done after the other, each when the one before is over, however that has ended. Any thread. */
public final class Succession {

    private Future<?> last = Future.succeededFuture();

    /** Completes as the task does, which begins when those before it are over. */
    public synchronized <T> Future<T> then(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise(); // who waits for it runs after the next one has got its turn
        Future<T> mine = last.transform(before -> task.get());
        last = mine;
        mine.onComplete(done);
        return done.future();
    }
}
