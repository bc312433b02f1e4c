package io.carillon.client;

import io.carillon.message.Payload;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A publication that somebody waits for, no longer than was said. On the client's event loop. */
final class Awaited extends Publication {

    private static final long NONE = -1;

    private final Home home;
    private final Promise<Published> promise;
    private final @Nullable Duration most;
    private long timer = NONE;

    Awaited(Home home, Payload data, String key, PublishOptions options, Promise<Published> promise) {
        super(data, key, options.echo(), options.once());
        this.home = home;
        this.promise = promise;
        this.most = options.timeout();
    }

    /** From now on its time runs, where it has one. */
    void expectLate(Consumer<Publication> late) {
        if (most != null) {
            timer = home.later(most.toMillis(), () -> late.accept(this));
        }
    }

    @Override
    void published(Published where) {
        home.cancel(timer); // it would keep the message until then
        promise.tryComplete(where);
    }

    @Override
    void failed(ClientException why) {
        home.cancel(timer);
        promise.tryFail(why);
    }
}
