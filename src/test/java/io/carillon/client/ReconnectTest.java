package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Position;
import io.carillon.message.Result;
import io.carillon.support.Eventually;
import io.carillon.support.FaultProxy;
import io.carillon.support.TestServer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client on a connection that does not hold. */
class ReconnectTest {

    private static final String[] SETTINGS = {
        "rooms.\"stream:*\".stream={size: 10000, ttl: 1m}", "rooms.\"short:*\".stream={size: 5, ttl: 1m}"
    };

    private TestServer server;
    private FaultProxy proxy;
    private Clients clients;
    private Client other; // on a connection that holds

    @BeforeEach
    void start() {
        server = TestServer.start(SETTINGS);
        proxy = FaultProxy.to(server.port());
        clients = new Clients();
        other = clients.to(server.port(), "other");
    }

    @AfterEach
    void stop() {
        clients.close();
        proxy.close();
        server.close();
    }

    private static BlockingQueue<ClientState> states(Client client) {
        BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
        client.stateHandler(states::add);
        return states;
    }

    private static <T extends ClientState> T await(BlockingQueue<ClientState> states, Class<T> kind) {
        try {
            for (ClientState state = states.take(); ; state = states.take()) {
                if (kind.isInstance(state)) {
                    return kind.cast(state);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T await(Future<T> future) {
        return Clients.await(future);
    }

    private static void fails(Future<?> future, String code) {
        assertThatThrownBy(() -> await(future))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void publishesAndHearsThroughCutsExactlyOnce() {
        Client client = clients.to(proxy, "ada");
        Room room = client.room("stream:a");
        Heard heard = Heard.from(room);
        await(room.join());
        List<Future<Published>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            answers.add(room.publish(i));
            if (i % 80 == 79) {
                await(answers.get(i - 40));
                proxy.cut();
            }
        }
        await(Future.join(answers));
        List<Object> all = LongStream.range(0, 400).<Object>mapToObj(i -> i).toList();
        assertThat(heard.data(400)).isEqualTo(all);
        assertThat(await(other.room("stream:a").history(new History.Query(0, 1000, false)))
                        .messages())
                .extracting(RoomMessage::data)
                .isEqualTo(all);
        assertThat(room.position().offset()).isEqualTo(400);
        assertThat(heard.isEmpty()).isTrue();
        assertThat(proxy.accepted()).isGreaterThan(3);
    }

    @Test
    void sendsAgainWhatWasStoredAndNotAnswered() {
        Heard elsewhere = Heard.from(other.room("stream:b"));
        await(other.room("stream:b").join());
        Room room = clients.to(proxy, "ada").room("stream:b");
        Heard heard = Heard.from(room);
        await(room.join());
        proxy.hold(true);
        Future<Published> loud = room.publish("loud");
        Future<Published> quiet = room.publish("quiet", PublishOptions.DEFAULT.withoutEcho());
        assertThat(elsewhere.data(2)).containsExactly("loud", "quiet");
        proxy.cut(); // their answers are on their way, or will never be
        proxy.hold(false);
        assertThat(await(loud).duplicate()).isTrue();
        assertThat(await(quiet).duplicate()).isTrue();
        await(other.room("stream:b").publish("last"));
        assertThat(heard.data(2)).containsExactly("loud", "last"); // not what it did not want to hear
        assertThat(elsewhere.data(1)).containsExactly("last");
        assertThat(room.position().offset()).isEqualTo(3);
    }

    @Test
    void saysThatNobodyKnowsOfWhatWasUnansweredInAPlainRoom() {
        Client client = clients.to(proxy, "ada");
        Room room = client.room("plain");
        List<Joined> joins = new ArrayList<>();
        room.joinedHandler(joins::add);
        await(room.join());
        BlockingQueue<ClientState> states = states(client);
        proxy.freeze();
        Future<Published> written = room.publish("written");
        await(client.connect()); // and so is it
        Future<Info> read = client.info();
        Future<Long> sent = client.sendToUser("nobody", 1);
        proxy.cut();
        await(states, ClientState.Waiting.class);
        fails(written, "lost");
        fails(sent, "lost");
        Future<Published> waits = room.publish("waits");
        fails(room.publish("once", PublishOptions.DEFAULT.once(true)), "not_connected");
        fails(room.publish("late", PublishOptions.DEFAULT.timeout(Duration.ofMillis(50))), "timeout");
        proxy.thaw();
        await(waits);
        assertThat(await(read).name()).isEqualTo("carillon"); // was asked again
        assertThat(joins).hasSize(2);
        assertThat(joins.get(1).first()).isFalse();
        assertThat(joins.get(1).recovered()).isNull();
    }

    @Test
    void saysWhatIsGoneAndGoesOnWithTheRest() {
        Room there = other.room("short:a");
        await(there.join());
        Client client = clients.to(proxy, "ada");
        Room room = client.room("short:a");
        Heard heard = Heard.from(room);
        BlockingQueue<Joined> joins = new LinkedBlockingQueue<>();
        room.joinedHandler(joins::add);
        await(room.join());
        await(there.publish(0));
        assertThat(heard.data(1)).containsExactly(0L);
        proxy.refuse(true);
        proxy.cut();
        for (int i = 1; i <= 12; i++) {
            await(there.publish(i));
        }
        proxy.refuse(false);
        assertThat(heard.missed()).isEqualTo(new Result.Missed(2, 8));
        assertThat(heard.data(5)).containsExactly(8L, 9L, 10L, 11L, 12L);
        joins.remove();
        Joined again = joins.remove();
        assertThat(again.recovered()).isFalse();
        assertThat(again.missed()).isEqualTo(new Result.Missed(2, 8));
    }

    @Test
    void beginsAnewWhereTheStreamsMemoryWasLost() {
        Client client = clients.to(proxy, "ada");
        Room room = client.room("stream:c");
        Heard heard = Heard.from(room);
        await(room.join());
        await(room.publish("before"));
        assertThat(heard.data(1)).containsExactly("before");
        BlockingQueue<ClientState> states = states(client);
        TestServer old = server;
        server = TestServer.start(SETTINGS);
        proxy.redirect(server.port());
        old.close();
        await(states, ClientState.Open.class);
        assertThat(heard.reset().offset()).isZero();
        await(room.publish("after"));
        assertThat(heard.data(1)).containsExactly("after");
        assertThat(room.position().offset()).isEqualTo(1);
    }

    @Test
    void goesOnFromAPositionThatSomebodyHasKept() {
        Room there = other.room("stream:d");
        await(there.join());
        Published first = await(there.publish(1));
        await(there.publish(2));
        Room room = clients.to(proxy, "ada").room("stream:d", RoomOptions.DEFAULT.since(first.position()));
        Heard heard = Heard.from(room);
        assertThat(await(room.join()).recovered()).isTrue();
        assertThat(heard.data(1)).containsExactly(2L);
        await(room.join(first.position())); // once more
        assertThat(heard.data(1)).containsExactly(2L);
    }

    @Test
    void hearsEverythingAlsoWhereItAsksAgainBeforeTheFirstAnswer() {
        Room there = other.room("stream:h");
        await(there.join());
        Position start = await(there.publish(0)).position();
        Room room = clients.to(proxy, "ada").room("stream:h");
        Heard heard = Heard.from(room);
        await(room.join());
        List<Future<Published>> answers = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            answers.add(there.publish(i));
            if (i % 100 == 0) {
                room.join(start);
                room.join(start);
            }
        }
        await(Future.join(answers));
        await(room.join(start));
        Object last = heard.message().data();
        List<Object> run = new ArrayList<>();
        while (!Long.valueOf(2_000).equals(last) || run.size() < 1_999) {
            run = Long.valueOf(1).equals(last) ? new ArrayList<>() : run; // from the beginning
            run.add(last);
            Object next = heard.message().data();
            assertThat(next).isIn((Long) last + 1, 1L);
            last = next;
        }
    }

    @Test
    void leavesAServerThatIsSilent() {
        Client client = clients.of(
                Clients.options(proxy.port(), "ada").keepAlive(Duration.ofMillis(100), Duration.ofMillis(100)));
        await(client.connect());
        BlockingQueue<ClientState> states = states(client);
        proxy.freeze();
        assertThat(await(states, ClientState.Waiting.class).cause()).hasMessageContaining("ping");
        proxy.thaw();
        await(states, ClientState.Open.class);
    }

    @Test
    void keepsWhatIsPublishedInItsBoundsAndItsOrder() {
        proxy.refuse(true);
        Client client = clients.of(Clients.options(proxy.port(), "ada").queue(3, 60));
        Room room = client.room("stream:e");
        Heard heard = Heard.from(room);
        Future<Joined> joined = room.join();
        Future<?> all = Future.join(room.publish(1), room.publish(2));
        fails(room.publish("x".repeat(60)), "queue_full");
        Future<?> third = room.publish(3);
        fails(room.publish(4), "queue_full");
        proxy.refuse(false);
        await(joined);
        await(all);
        await(third);
        assertThat(heard.data(3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void handsOutNoMoreThanIsWanted() {
        Room there = other.room("stream:f");
        await(there.join());
        Client client = clients.of(Clients.options(proxy.port(), "ada").buffer(8));
        Room room = client.room("stream:f");
        Heard heard = Heard.from(room);
        await(room.join());
        room.pause();
        List<Future<Published>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            answers.add(there.publish("x".repeat(1_000) + i));
        }
        await(Future.join(answers));
        room.fetch(3);
        assertThat(heard.data(3)).hasSize(3);
        assertThat(heard.isEmpty()).isTrue();
        proxy.cut(); // what is kept stays, and what is not comes once more
        room.resume();
        assertThat(heard.data(1_997)).last().asString().endsWith("x1999");
        assertThat(room.position().offset()).isEqualTo(2_000);
    }

    @Test
    void comesBackAfterTheServerHasStopped() {
        Client client = clients.to(proxy, "ada");
        BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
        client.noticeHandler(notices::add);
        String before = await(client.connect()).node();
        BlockingQueue<ClientState> states = states(client);
        TestServer old = server;
        server = TestServer.start(SETTINGS);
        proxy.redirect(server.port());
        old.close();
        assertThat(await(states, ClientState.Open.class).welcome().node()).isNotEqualTo(before);
        assertThat(notices).extracting(Notice::event).containsExactly("draining");
    }

    @Test
    void canBeginAnewAfterItWasClosed() {
        Client client = clients.to(proxy, "ada");
        Room room = client.room("stream:g");
        Heard heard = Heard.from(room);
        await(room.join());
        await(client.close());
        await(other.room("stream:g").join());
        await(other.room("stream:g").publish("meanwhile"));
        await(client.connect());
        assertThat(heard.data(1)).containsExactly("meanwhile");
    }

    @Test
    void isClosedByTheFirstLossWhereItIsNotToComeBack() {
        Client client = clients.of(Clients.options(proxy.port(), "ada").withoutReconnect());
        await(client.connect());
        proxy.cut();
        Eventually.until(Duration.ofSeconds(30), "closed", () -> client.state() instanceof ClientState.Closed);
        assertThat(client.state())
                .isInstanceOfSatisfying(
                        ClientState.Closed.class,
                        closed -> assertThat(closed.code()).isEqualTo(1006));
    }
}
