package io.carillon.client;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the parts of one client share: its event loop, its clock, and the connection that there is now. */
final class Home {

    private final Vertx vertx;
    private final ContextInternal context;
    private final ClientOptions options;
    private final Quota quota;
    private @Nullable Connection connection;

    private Home(Vertx vertx, ContextInternal context, ClientOptions options) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.quota = new Quota(options.queue());
    }

    /** On the event loop from which it is called, or one of its own. */
    static Home of(Vertx vertx, ClientOptions options) {
        ContextInternal now = ContextInternal.current();
        boolean isLoop = now != null && now.owner() == vertx && now.isEventLoopContext();
        return new Home(vertx, isLoop ? now.unwrap() : ((VertxInternal) vertx).createEventLoopContext(), options);
    }

    Vertx vertx() {
        return vertx;
    }

    ClientOptions options() {
        return options;
    }

    Quota quota() {
        return quota;
    }

    /** Null where there is none that the server has said welcome on. */
    @Nullable
    Connection connection() {
        return connection;
    }

    void connection(@Nullable Connection now) {
        connection = now;
    }

    /** Of a clock that only goes forward, in ms. */
    long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** In ms since 1970: the clock that goes on while the machine sleeps, as that of the server does. */
    long time() {
        return System.currentTimeMillis();
    }

    /** A future whose handlers are called on the event loop. */
    <T> Promise<T> promise() {
        return context.promise();
    }

    /** On the event loop: at once where this is it. Any thread. */
    void run(Runnable task) {
        ContextInternal now = ContextInternal.current();
        if (now != null && now.unwrap() == context && now.inThread()) {
            task.run();
        } else {
            context.runOnContext(nothing -> task.run());
        }
    }

    /** The same in so many ms; answers with the timer. */
    long later(long millis, Runnable task) {
        return vertx.setTimer(Math.max(1, millis), id -> run(task));
    }

    void cancel(long timer) {
        vertx.cancelTimer(timer);
    }

    /** Takes an answer on the event loop. */
    <T> void whenDone(Future<T> future, Handler<AsyncResult<T>> answer) {
        future.onComplete(done -> run(() -> answer.handle(done)));
    }

    /** Calls a handler of the application: what it throws is the context's, and stops nothing here. */
    <T> void tell(@Nullable Handler<T> handler, T event) {
        if (handler != null) {
            context.dispatch(event, handler);
        }
    }

    /** The same, of what there is nothing to say about. */
    void tell(@Nullable Handler<Void> handler) {
        if (handler != null) {
            context.dispatch(handler);
        }
    }
}
