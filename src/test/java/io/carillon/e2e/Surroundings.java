package io.carillon.e2e;

import io.carillon.support.FaultProxy;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One subject's network: a proxy to its server, and one to where its tokens come from. */
final class Surroundings implements AutoCloseable {

    private static final FaultProxy.Ending[] ENDINGS = FaultProxy.Ending.values();

    private final FaultProxy server;
    private final FaultProxy tokens;
    private final Random random;

    Surroundings(int server, int tokens, long seed) {
        this.server = FaultProxy.to(server);
        this.tokens = FaultProxy.to(tokens);
        this.random = new Random(seed);
    }

    /** What a subject has to know to begin. */
    JsonObject settings(String name, JsonObject pace) {
        return new JsonObject()
                .put("name", name)
                .put("url", "ws://127.0.0.1:" + server.port() + "/ws")
                .put("tokens", "http://127.0.0.1:" + tokens.port() + "/token")
                .put("every", 50)
                .put("pace", pace);
    }

    int connections() {
        return server.accepted();
    }

    int cuts() {
        return server.cuts();
    }

    void freeze() {
        server.freeze();
        tokens.freeze();
    }

    void thaw() {
        server.thaw();
        tokens.thaw();
    }

    /** What is open goes nowhere, and nothing new can be opened. */
    void offline(boolean whether) {
        server.refuse(whether);
        tokens.refuse(whether);
        if (whether) {
            freeze();
        } else {
            thaw();
        }
    }

    /**
     * Cuts the connection so many times, at random moments and in all ways; one that is not there is waited for.
     *
     * @param between the most time from when there is one until it is cut, in ms
     */
    void cut(int times, int between) {
        for (int i = 0; i < times; i++) {
            while (server.open() == 0) {
                pause(5);
            }
            pause(random.nextInt(between));
            FaultProxy.Ending how = i % 10 == 9 ? FaultProxy.Ending.SILENCE : ENDINGS[random.nextInt(2)];
            int bytes = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(2_000);
            for (int before = server.cuts(); server.cuts() == before; pause(5)) {
                if (bytes == 0) {
                    server.cut(how);
                } else {
                    server.cutAfter(bytes, how);
                }
            }
        }
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }

    @Override
    public void close() {
        server.close();
        tokens.close();
    }
}
