package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.count.Closes;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Clients that do not read, and what makes them fall behind. */
final class SlowReaders {

    /** What the operating system takes for one before it is read, in bytes. */
    private static final int SMALL = 4096;

    /** With {@link #FLOODS} of them more than any kernel keeps for a connection. */
    static final String FLOOD = "x".repeat(60_000);

    static final int FLOODS = 120;

    private SlowReaders() {}

    static Client slow(TestServer of) {
        return Client.connect(RawSocket.narrow(of.port(), SMALL), "/ws", Tokens.of("slow"));
    }

    static JsonObject data(String key, int number) {
        return new JsonObject().put("k", key).put("n", number);
    }

    /** So many large messages of one key that whoever does not read has fallen behind. */
    static void flood(Client publisher, String room) {
        for (int i = 1; i <= FLOODS; i++) {
            publisher.publish(room, data("flood", i).put("x", FLOOD));
        }
    }

    /**
     * Publishes in the room {@code flood}, and reads along, until the server has closed whoever does not read: that one
     * has five seconds from then on to take what was queued, and to hear why.
     */
    static void floodUntilClosed(TestServer server, Client publisher) {
        long before = closed(server);
        for (int i = 0; i < FLOODS && closed(server) == before; i++) {
            publisher.publish("flood", FLOOD);
            assertThat(publisher.next().getString("data")).isEqualTo(FLOOD);
        }
        Eventually.until(Duration.ofSeconds(10), "it is closed", () -> closed(server) > before);
    }

    private static long closed(TestServer server) {
        LongAdder closed = new LongAdder();
        server.carillon().hub().counters().closes().forEach((side, code, count) -> {
            if (side == Closes.Side.SERVER && code.equals("4003")) {
                closed.add(count.sum());
            }
        });
        return closed.sum();
    }

    /** What comes up to and with the first message of a key, as {@code key number}. */
    static List<String> readUpTo(Client client, String key) {
        List<String> read = new ArrayList<>();
        do {
            read.add(shown(client.next()));
        } while (!read.get(read.size() - 1).startsWith(key + " "));
        return read;
    }

    static String shown(JsonObject message) {
        JsonObject data = message.getJsonObject("data");
        return data.getString("k") + " " + data.getInteger("n");
    }

    static List<String> shown(List<JsonObject> messages) {
        return messages.stream().map(SlowReaders::shown).toList();
    }

    static List<Integer> numbers(List<String> shown, String key) {
        return shown.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> Integer.valueOf(line.substring(key.length() + 1)))
                .toList();
    }

    static void settle(TestServer of, Client publisher) {
        publisher.join("settle");
        for (int i = 0; i < 4; i++) {
            try (Client witness = of.connect("witness")) { // on one event loop after the other
                witness.join("settle");
                publisher.result(
                        message("publish", "settle").put("data", data("s", i)).put("echo", false));
                assertThat(shown(witness.next())).isEqualTo("s " + i);
            }
        }
    }
}
