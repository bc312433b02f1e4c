package io.carillon.client;

import io.carillon.message.Format;
import io.carillon.support.FaultProxy;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Clients of tests, and what they are waited for with. */
final class Clients implements AutoCloseable {

    static final long PATIENCE = 60;

    /** Pauses that a test can wait for. */
    static final Reconnect SOON = new Reconnect(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(10));

    private final Vertx vertx = Vertx.vertx();

    Vertx vertx() {
        return vertx;
    }

    static ClientOptions options(int port) {
        return ClientOptions.of("ws://127.0.0.1:" + port + "/ws").reconnect(SOON);
    }

    static ClientOptions options(int port, String user) {
        return options(port).token(token(user));
    }

    /** A user who may do everything there is to do. */
    static String token(String user) {
        return Tokens.sign(claims(user));
    }

    static JsonObject claims(String user) {
        JsonArray everything =
                new JsonArray().add("join").add("publish").add("members").add("history");
        return new JsonObject()
                .put("sub", user)
                .put("exp", Tokens.now() + 3600)
                .put("allow", new JsonObject().put("**", everything))
                .put("send", new JsonArray().add("**"))
                .put("call", new JsonArray().add("**"));
    }

    Client of(ClientOptions options) {
        return Client.create(vertx, options);
    }

    Client to(int port, String user) {
        return of(options(port, user));
    }

    Client to(FaultProxy proxy, String user) {
        return to(proxy.port(), user);
    }

    Client to(int port, String user, Format format) {
        return of(options(port, user).format(format));
    }

    /** What a future comes to, in time. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("nothing came of it", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
