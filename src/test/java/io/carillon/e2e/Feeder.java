package io.carillon.e2e;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publishes numbers from 1 on to the room {@code feed}, steadily, past all faults, each until it is stored; a thread of its own. */
final class Feeder implements AutoCloseable {

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String ROOM = "feed";

    private final Client client;
    private final Random random;
    private final Thread thread = new Thread(this::run, "feeder");
    private volatile boolean stopped;
    private volatile long published;

    Feeder(int port, long seed) {
        this.client = Client.connect(new RawSocket(port), "/ws", Tokens.of("feeder"));
        this.random = new Random(seed);
        thread.start();
    }

    private void run() {
        long next = System.nanoTime();
        while (!stopped) {
            publish(published + 1);
            next = Math.max(next + EVERY, System.nanoTime() - 10 * EVERY);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Frames of many sizes, so that some are cut in their midst. */
    private void publish(long n) {
        String padding = "x".repeat(random.nextInt(10) == 0 ? random.nextInt(4_000) : random.nextInt(200));
        JsonObject message = Client.message("publish", ROOM)
                .put("data", new JsonObject().put("n", n).put("padding", padding))
                .put("key", "feed-" + n);
        JsonObject answer = client.ask(message);
        while (answer.getString("type").equals("error")) {
            if (!answer.getBoolean("retryable")) {
                throw new AssertionError(answer.encode());
            }
            LockSupport.parkNanos(EVERY);
            answer = client.ask(message);
        }
        published = n;
    }

    /** How many numbers there are, once no more come. */
    long stop() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return published;
    }

    /** All that a room has, as lists of offset and number. */
    JsonArray history(String room) {
        JsonArray all = new JsonArray();
        long since = 0;
        JsonArray page;
        do {
            page = client.result(
                            Client.message("history", room).put("since", since).put("limit", 1000))
                    .getJsonArray("messages");
            for (int i = 0; i < page.size(); i++) {
                JsonObject message = page.getJsonObject(i);
                since = message.getLong("offset");
                all.add(new JsonArray()
                        .add(since)
                        .add(message.getJsonObject("data").getLong("n")));
            }
        } while (!page.isEmpty());
        return all;
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
