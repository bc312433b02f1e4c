package io.carillon.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where tokens come from. On the client's event loop. */
final class Tokens {

    private static final long PATIENCE_MILLIS = 10_000;

    private final Home home;

    Tokens(Home home) {
        this.home = home;
    }

    /** Whether the next one is the same as the last one, or none as well. */
    boolean isFixed() {
        return home.options().tokens() == null;
    }

    /** Completes on the event loop, in time; with null where there is none. */
    Future<@Nullable String> next() {
        Supplier<Future<String>> supplier = home.options().tokens();
        if (supplier == null) {
            return Future.succeededFuture(home.options().token());
        }
        Promise<@Nullable String> token = Promise.promise();
        long timer =
                home.later(PATIENCE_MILLIS, () -> token.tryFail("no token came within " + PATIENCE_MILLIS + " ms"));
        home.whenDone(ask(supplier), done -> {
            home.cancel(timer);
            if (done.failed()) {
                token.tryFail(done.cause());
            } else if (isToken(done.result())) {
                token.tryComplete(done.result());
            } else {
                token.tryFail("what was given as a token has characters that none has, or is empty");
            }
        });
        return token.future();
    }

    private static Future<String> ask(Supplier<Future<String>> supplier) {
        try {
            Future<String> token = supplier.get();
            return token == null ? Future.failedFuture("what gives tokens has given no future") : token;
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** What may stand in a header; nothing else is sent, and nothing of it logged. */
    static boolean isToken(@Nullable String text) {
        return text != null && !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
