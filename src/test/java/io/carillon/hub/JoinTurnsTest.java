package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Conflation;
import io.carillon.config.PresenceSettings;
import io.carillon.config.RoomConfig;
import io.carillon.config.RoomSettings;
import io.carillon.config.StreamSettings;
import io.carillon.message.ClientMessage;
import io.carillon.message.CloseCode;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.Recipient;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.carillon.schema.Schemas;
import io.carillon.stream.Slice;
import io.carillon.support.MemoryStreams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and a service that want something with the same connection and room at the same time, with a store that waits. */
class JoinTurnsTest {

    private static final Payload SAID = Payload.json("{\"name\":\"Ann\"}");

    /** Answers reads when it is let; says what was stored late when it is told to. */
    private static final class HeldStreams implements StreamStore {

        private final MemoryStreams memory = new MemoryStreams();
        private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        private volatile boolean holds;
        private volatile @Nullable Late late;

        @Override
        public void onLate(Late listener) {
            late = listener;
        }

        @Override
        public Future<Appended> append(Append append, StreamSettings settings) {
            return memory.append(append, settings);
        }

        @Override
        public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
            synchronized (held) { // what comes while it is let go is either held already or answered
                if (holds) {
                    Promise<Slice> promise = Promise.promise();
                    held.add(() ->
                            memory.read(room, since, limit, reverse, settings).onComplete(promise));
                    return promise.future();
                }
            }
            return memory.read(room, since, limit, reverse, settings);
        }

        /** Waits until something is read, and answers at once from then on. */
        Runnable next() throws InterruptedException {
            Runnable read = held.poll(120, TimeUnit.SECONDS);
            assertThat(read).isNotNull();
            synchronized (held) {
                holds = false;
            }
            return read;
        }

        @Override
        public Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
            return memory.positions(rooms);
        }
    }

    /** What a client gets, and what it is answered, in one order. */
    private static final class Log implements Outbox {

        private final List<Object> said = new ArrayList<>();

        @Override
        public void write(Batch batch) {
            for (int i = 0; i < batch.size(); i++) {
                said.add(batch.get(i).message());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void send(ServerMessage message) {
            said.add(message);
        }

        @Override
        public boolean keepsUp() {
            return true;
        }

        @Override
        public void whenKeepsUp(Runnable task) {
            throw new AssertionError("everybody keeps up here");
        }

        @Override
        public void forget(RoomName room) {}

        @Override
        public void close(CloseCode code, String reason) {
            throw new AssertionError("nobody closes here");
        }
    }

    private static final Details THREE_ROOMS = new Details() {
        @Override
        public String endpoint() {
            return "test";
        }

        @Override
        public long since() {
            return 0;
        }

        @Override
        public int roomLimit() {
            return 3;
        }
    };

    private final Hub hub = new Hub(JoinTurnsTest::settings, Schemas.NONE);
    private final HeldStreams streams = new HeldStreams();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Shard shard = new Shard(loop, () -> {});
    private final Log log = new Log();
    private final Connection connection = new Connection("c", "ann", shard, log, THREE_ROOMS);
    private Vertx vertx;

    /** What a room is, its name says: stream, presence, and the number of its places. */
    private static RoomSettings settings(RoomName room) {
        String name = room.value();
        return new RoomSettings(
                RoomConfig.Publish.ANYONE,
                Conflation.OFF,
                name.contains("stream") ? Optional.of(StreamSettings.DEFAULT) : Optional.empty(),
                name.contains("one") ? 1 : name.contains("many") ? 100 : 0,
                name.contains("presence") ? Optional.of(PresenceSettings.DEFAULT) : Optional.empty(),
                Optional.empty(),
                name.contains("bus"));
    }

    @BeforeEach
    void start() throws Exception {
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        hub.start(await(Cluster.join(vertx, hub)), streams);
        onLoop(() -> {
            hub.open(connection);
            return true;
        });
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        loop.shutdown();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get(120, TimeUnit.SECONDS);
    }

    /** As for a session: it says that it was answered, and then begins. */
    private Future<Entry> join(Connection client, RoomName room, @Nullable Payload member) {
        return hub.join(client, new ClientMessage.Join(null, room, member)).map(entry -> {
            ((Log) client.outbox()).said.add("answered");
            entry.begin().run();
            return entry;
        });
    }

    private Future<Integer> order(Order.Kind kind, @Nullable RoomName room) {
        return hub.usher()
                .usher(new Order(kind, Recipient.connection("c"), room, CloseCode.GOING_AWAY, "a service wants it"));
    }

    /** Both before anything that the room has to be asked for is known. */
    private Future<Integer> joinBoth(RoomName room, Promise<Entry> client) throws Exception {
        return onLoop(() -> {
            join(connection, room, SAID).onComplete(client);
            return order(Order.Kind.JOIN, room);
        });
    }

    /** A room with one place, which is taken: when this is known, what was asked of its places before is known, too. */
    private void isFull(RoomName room) throws Exception {
        Connection other = new Connection("d", "bob", shard, new Log());
        Future<Entry> refused = onLoop(() -> join(other, room, null));
        assertThatThrownBy(() -> await(refused)).hasMessageContaining("as many members as it may: 1");
        onLoop(() -> true);
    }

    @Test
    void aServicesJoinNeitherEndsTheClientsOwnIntoAStreamNorGivesItsPlaceAway() throws Exception {
        RoomName room = new RoomName("one-stream");
        streams.holds = true;
        Promise<Entry> client = Promise.promise();
        Future<Integer> service = joinBoth(room, client);
        isFull(room);
        streams.next().run();
        streams.held.forEach(Runnable::run);

        assertThat(await(client.future()).start()).isNotNull();
        assertThat(await(service)).isZero();
        assertThat(onLoop(() -> List.copyOf(log.said))).containsExactly("answered");
        isFull(room);
    }

    @Test
    void aClientsJoinBehindAServicesIsAnsweredAsOneThatStartsAnew() throws Exception {
        RoomName room = new RoomName("stream");
        streams.holds = true;
        Future<Integer> service = order(Order.Kind.JOIN, room);
        Runnable read = streams.next();
        Future<Entry> client = onLoop(() -> join(connection, room, null));
        read.run();

        assertThat(await(service)).isOne();
        assertThat(await(client).start()).isNotNull();
        assertThat(onLoop(() -> log.said.get(0))).isInstanceOf(ServerMessage.Reset.class);
        assertThat(onLoop(() -> log.said.get(1))).isEqualTo("answered");
    }

    @Test
    void aServicesJoinDoesNotTakeAwayWhatTheClientSaysOfItself() throws Exception {
        RoomName room = new RoomName("many-presence");
        Log seen = new Log();
        Connection other = new Connection("d", "bob", shard, seen);
        await(onLoop(() -> join(other, room, null)));
        Promise<Entry> client = Promise.promise();
        await(joinBoth(room, client));
        await(client.future());

        Member member = new Member("c", "ann", SAID);
        assertThat(await(hub.members(room, shard)).members()).contains(member);
        assertThat(onLoop(() -> List.copyOf(seen.said)))
                .containsExactly(
                        "answered", new ServerMessage.Presence(room, ServerMessage.Presence.Event.JOIN, member));
    }

    @Test
    void whoIsTakenOutWhileItComesInIsAnsweredFirst() throws Exception {
        RoomName room = new RoomName("stream-presence");
        streams.holds = true;
        Future<Entry> client = onLoop(() -> join(connection, room, SAID));
        Runnable read = streams.next();
        Future<Integer> service = order(Order.Kind.LEAVE, null);
        onLoop(() -> true);
        read.run();

        assertThat(await(client).count()).isOne();
        assertThat(await(service)).isOne();
        assertThat(onLoop(() -> List.copyOf(log.said)))
                .containsExactly("answered", new ServerMessage.Left(room, "a service wants it"));
        assertThat(onLoop(connection::rooms)).isEmpty();
    }

    @Test
    void manyJoinsAtOnceFillTheRoomsOfAConnectionAndNoMore() throws Exception {
        List<Future<Integer>> joins = onLoop(() -> Stream.of("a", "b", "c", "d", "e")
                .map(name -> order(Order.Kind.JOIN, new RoomName("many-" + name)))
                .toList());
        await(Future.join(joins).otherwiseEmpty());

        assertThat(joins.stream().filter(Future::succeeded)).hasSize(3);
        assertThat(onLoop(connection::rooms)).hasSize(3);
        assertThat(onLoop(connection::roomCount)).isEqualTo(3);
        await(order(Order.Kind.LEAVE, new RoomName("many-a")));
        assertThat(await(order(Order.Kind.JOIN, new RoomName("many-e")))).isOne();
    }

    @Test
    void aRefusedJoinTakesNoneOfTheRoomsOfAConnection() throws Exception {
        await(onLoop(() -> join(new Connection("d", "bob", shard, new Log()), new RoomName("one"), null)));
        for (int i = 0; i < 5; i++) {
            Future<Entry> refused = onLoop(() -> join(connection, new RoomName("one"), null));
            assertThatThrownBy(() -> await(refused)).hasMessageContaining("as many members");
        }

        assertThat(onLoop(connection::roomCount)).isZero();
    }

    @Test
    void whatIsStoredLateIsToldAsIfItHadBeenInTime() throws Exception {
        RoomName room = new RoomName("stream-bus");
        BlockingQueue<Publication> heard = new LinkedBlockingQueue<>();
        hub.attach(new Services() {
            @Override
            public void published(Publication publication) {
                heard.add(publication);
            }
        });
        StreamStore.Append message = new StreamStore.Append(room, SAID, Sender.service("test"), "k", 7);
        StreamStore.Late late = streams.late;
        assertThat(late).isNotNull();

        late.stored(message, new StreamStore.Appended(new Position("e", 3), true));
        late.stored(message, new StreamStore.Appended(new Position("e", 4), false));

        assertThat(heard).hasSize(1);
        assertThat(heard.take().position()).isEqualTo(new Position("e", 4));
    }
}
