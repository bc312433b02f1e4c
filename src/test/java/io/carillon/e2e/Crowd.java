package io.carillon.e2e;

import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Many clients of several nodes, and when each of them was closed, with which code. {@code -Dcarillon.it.connections=10000}
 * says how many there are.
 */
final class Crowd {

    /** How many connections a test is to have. */
    static final int SIZE = Integer.getInteger("carillon.it.connections", 1_000);

    private static final int AT_ONCE = 100;
    private static final long PATIENCE = 300;

    private final List<ServerProcess> nodes;
    private final WebSocketClient client;

    Crowd(Vertx vertx, List<ServerProcess> nodes) {
        this.nodes = nodes;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * SIZE + 1_000));
    }

    /**
     * A client.
     *
     * @param asked when it began to connect, as {@link System#nanoTime}
     * @param came when it was connected
     * @param closed completes with when it was closed
     */
    record Guest(String user, long asked, long came, WebSocket socket, CompletableFuture<Long> closed) {

        /** The close code; null while it is open, or where there was none. */
        Integer code() {
            Short code = socket.closeStatusCode();
            return code == null ? null : code.intValue();
        }

        boolean isOpen() {
            return !closed.isDone();
        }

        /** When it was closed, after a moment, in ms. */
        long closedAfter(long nanoTime) {
            try {
                return TimeUnit.NANOSECONDS.toMillis(closed.get(PATIENCE, TimeUnit.SECONDS) - nanoTime);
            } catch (Exception e) {
                throw new AssertionError("not closed: " + user, e);
            }
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String token(String user) {
        return Tokens.sign(
                new JsonObject().put("sub", user).put("iat", 1_600_000_000L).put("exp", Tokens.now() + 3600));
    }

    Future<Guest> connect(int node, String user) {
        URI uri = nodes.get(node % nodes.size()).uri();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI("/ws")
                .addHeader("Authorization", "Bearer " + token(user));
        long asked = System.nanoTime();
        return client.connect(options).map(socket -> {
            Guest guest = new Guest(user, asked, System.nanoTime(), socket, new CompletableFuture<>());
            socket.closeHandler(gone -> guest.closed.complete(System.nanoTime()));
            return guest;
        });
    }

    /** Connects many, each to the next node, and some at a time; blocks. */
    List<Guest> fill(int count, int firstNode, IntFunction<String> user) {
        List<Guest> all = new ArrayList<>();
        for (int i = 0; i < count; i += AT_ONCE) {
            List<Future<Guest>> some = new ArrayList<>();
            for (int k = i; k < Math.min(count, i + AT_ONCE); k++) {
                some.add(connect(firstNode + k, user.apply(k)));
            }
            await(Future.all(some));
            some.forEach(guest -> all.add(guest.result()));
        }
        return all;
    }

    static String figures(Collection<Long> millis) {
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            return "none";
        }
        return String.format(
                "%d times, p50 %d ms, p99 %d ms, max %d ms",
                sorted.length,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                Arrays.stream(sorted).max().orElse(0));
    }
}
