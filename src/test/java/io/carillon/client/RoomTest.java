package io.carillon.client;

import static io.carillon.client.Clients.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.support.Eventually;
import io.carillon.support.FaultProxy;
import io.carillon.support.MeddlingProxy;
import io.carillon.support.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes of a room where things cross, or a reader does not want it yet. */
class RoomTest {

    private static TestServer server;
    private static Clients clients;
    private static Client other;

    @BeforeAll
    static void start() {
        server = TestServer.start("rooms.\"stream:*\".stream={size: 1000, ttl: 1m}");
        clients = new Clients();
        other = clients.to(server.port(), "other");
    }

    @AfterAll
    static void stop() {
        clients.close();
        server.close();
    }

    /** Answers from so many in a room's stream, of which the first is 0; the position of that. */
    private static Position filled(Room there, int count) {
        Position start = await(there.join().compose(joined -> there.publish(0))).position();
        for (int i = 1; i < count; i++) {
            await(there.publish(i));
        }
        return start;
    }

    /** Puts the second join off, as a server does that has too many of them, with a message that came right before. */
    private static final class Busy implements MeddlingProxy.Meddler {

        private final Promise<Void> asked = Promise.promise();
        private final List<JsonObject> held = new ArrayList<>();
        private int joins;
        private Object refused = "";
        private boolean answered;

        @Override
        public JsonObject toServer(int connection, JsonObject message) {
            if (message.getString("type").equals("join") && ++joins == 2) {
                refused = message.getValue("id");
                asked.complete();
                return new JsonObject().put("type", "ping").put("id", refused);
            }
            return message;
        }

        @Override
        public List<JsonObject> toClient(int connection, JsonObject message, Runnable hangUp) {
            if (joins != 2 || answered) {
                return List.of(message);
            }
            if (refused.equals(message.getValue("id"))) {
                held.add(0, new JsonObject().put("type", "error").put("id", refused));
                held.get(0).put("code", "rate_limited").put("reason", "later").put("retryable", true);
            } else {
                held.add(message);
            }
            answered = held.size() > 1 && held.get(0).getString("type").equals("error");
            return answered ? held : List.of();
        }
    }

    @Test
    void losesNothingWhereAJoinIsPutOffWhileAnEarlierOneHolds() {
        Busy busy = new Busy();
        try (MeddlingProxy proxy = new MeddlingProxy(server.port(), busy)) {
            Room there = other.room("stream:busy");
            Position start = filled(there, 4);
            Client client = clients.to(proxy.port(), "ada");
            Room room = client.room("stream:busy");
            Heard heard = Heard.from(room);
            await(room.join());
            Future<Joined> again = room.join(start);
            await(busy.asked.future());
            await(there.publish(4));
            await(again);
            assertThat(heard.data(4)).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    /** Says that the client was taken out right before it answers the second join. */
    private static final class Crossing implements MeddlingProxy.Meddler {

        private int joins;
        private Object id = "";

        @Override
        public JsonObject toServer(int connection, JsonObject message) {
            if (message.getString("type").equals("join") && ++joins == 2) {
                id = message.getValue("id");
            }
            return message;
        }

        @Override
        public List<JsonObject> toClient(int connection, JsonObject message, Runnable hangUp) {
            JsonObject left = new JsonObject().put("type", "left").put("room", "stream:left");
            return id.equals(message.getValue("id"))
                    ? List.of(left.put("reason", "of the membership before"), message)
                    : List.of(message);
        }
    }

    @Test
    void staysWhereAJoinCrossesTheEndOfAnEarlierOne() {
        try (MeddlingProxy proxy = new MeddlingProxy(server.port(), new Crossing())) {
            Position start = filled(other.room("stream:left"), 2);
            Room room = clients.to(proxy.port(), "ada").room("stream:left");
            Heard heard = Heard.from(room);
            await(room.join());
            await(room.join(start));
            assertThat(room.state()).isEqualTo(RoomState.JOINED);
            assertThat(heard.data(1)).containsExactly(1L);
        }
    }

    @Test
    void whatWasNotHandedOutComesAgainAfterARoomWasLeft() {
        Room there = other.room("stream:paused");
        await(there.join());
        Client client = clients.to(server.port(), "ada");
        Room room = client.room("stream:paused");
        Heard heard = Heard.from(room);
        await(room.join());
        room.pause();
        for (int i = 1; i <= 3; i++) {
            await(there.publish(i));
        }
        room.fetch(1);
        assertThat(heard.data(1)).containsExactly(1L);
        await(client.ping()); // the others are here
        await(room.leave());
        await(room.join());
        room.resume();
        assertThat(heard.data(2)).containsExactly(2L, 3L);
    }

    @Test
    void aNewBeginningIsThatOfTheNextJoin() {
        Room there = other.room("stream:since");
        Client client = clients.to(server.port(), "ada");
        Room room = client.room("stream:since");
        Heard heard = Heard.from(room);
        await(room.join());
        Position start = filled(there, 3);
        assertThat(heard.data(3)).containsExactly(0L, 1L, 2L);
        client.room("stream:since", RoomOptions.DEFAULT.since(start));
        await(client.ping());
        assertThat(room.position().offset()).isEqualTo(3);
        assertThat(await(room.join()).recovered()).isTrue();
        assertThat(heard.data(2)).containsExactly(1L, 2L);
    }

    @Test
    void theEndComesOnceAndAfterWhatWaits() {
        Client client = clients.to(server.port(), "ada");
        Queue<Object> heard = new ConcurrentLinkedQueue<>();
        client.room("never").endHandler(end -> heard.add("the end of a room that was never joined"));
        Room room = client.room("stream:end");
        room.handler(message -> heard.add(message.data())).endHandler(end -> heard.add("end"));
        await(room.join());
        room.pause();
        await(room.publish(1));
        await(room.publish(2));
        await(client.ping()); // both are here
        await(client.close());
        assertThat(heard).isEmpty();
        room.resume();
        await(room.leave());
        await(client.close());
        assertThat(heard).containsExactly(1L, 2L, "end");
    }

    @Test
    void aPublicationThatIsAnsweredIsNotKeptForItsTimeout() {
        Room room = clients.to(server.port(), "ada").room("plain");
        await(room.join());
        WeakReference<Payload> published = published(room);
        Eventually.until(Duration.ofSeconds(60), "forgotten", () -> {
            System.gc();
            return published.get() == null;
        });
    }

    private static WeakReference<Payload> published(Room room) {
        Payload data = Payload.json("\"" + "x".repeat(1_000) + "\"");
        await(room.publish(data, PublishOptions.DEFAULT.timeout(Duration.ofHours(1))));
        return new WeakReference<>(data);
    }

    @Test
    void whatIsAskedAsTheConnectionEndsWaitsForTheNextOne() {
        try (FaultProxy proxy = FaultProxy.to(server.port())) {
            Client client = clients.to(proxy, "ada");
            Room room = client.room("plain");
            await(room.join());
            String before = await(client.connect()).connection();
            proxy.freeze();
            Future<Long> sent = client.sendToUser("nobody", 1);
            Future<Long> sentAgain = sent.recover(lost -> client.sendToUser("nobody", 1));
            Future<Published> published =
                    sent.mapEmpty().recover(lost -> room.publish(1).mapEmpty()).mapEmpty();
            Future<Welcome> welcome = sent.<Welcome>mapEmpty().recover(lost -> client.connect());
            await(client.connect()); // it is asked
            proxy.cut();
            proxy.thaw();
            assertThat(await(sentAgain)).isZero();
            await(published);
            assertThat(await(welcome).connection()).isNotEqualTo(before);
        }
    }
}
