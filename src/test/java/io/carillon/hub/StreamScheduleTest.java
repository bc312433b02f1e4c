package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamStore;
import io.carillon.config.Conflation;
import io.carillon.config.RoomConfig;
import io.carillon.config.RoomSettings;
import io.carillon.config.StreamSettings;
import io.carillon.message.CloseCode;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.carillon.stream.Slice;
import io.carillon.support.MemoryStreams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The promise of stream rooms, under random schedules: after a join that says {@code offset: o} a client receives every
 * message above o, each once, in order, until it leaves or a reset says otherwise. What is told is lost, doubled, swapped
 * and late; the store is slow, fails, trims and forgets; clients are slow, leave, and come back. Time is not real. A failure
 * names its seed.
 */
class StreamScheduleTest {

    private static final int SCHEDULES = 400;
    private static final long CALM = 20_000;
    private static final RoomName ROOM = new RoomName("r");
    private static final StreamSettings KEPT = new StreamSettings(40, Duration.ofMinutes(1));

    private record Event(long at, long number, Runnable task) {}

    /** One schedule: a stream, one event loop, its clients, and everything that happens to them. */
    private static final class World implements StreamStore, Shard.Timers {

        private final SplittableRandom random;
        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
        private final Queue<Runnable> loop = new ArrayDeque<>();
        private final MemoryStreams memory = new MemoryStreams();
        private final Map<Position, String> said = new HashMap<>();
        private final Map<Position, String> excepted = new HashMap<>();
        private final Streams streams = new Streams();
        private final RoomSettings settings =
                new RoomSettings(RoomConfig.Publish.ANYONE, Conflation.OFF, Optional.of(KEPT));
        private final LocalRoom local;
        private final Shard shard;
        private final List<Client> clients = new ArrayList<>();
        private long now;
        private long number;
        private boolean calm;

        private World(long seed, int clientCount) {
            random = new SplittableRandom(seed);
            streams.start(this);
            local = new LocalRoom(Rulebook.Ruling.of(settings), Future.succeededFuture(), streams);
            shard = new Shard(loop::add, this, () -> {});
            for (int i = 0; i < clientCount; i++) {
                clients.add(new Client(this, "c" + i));
            }
        }

        private boolean happens(int percent) {
            return !calm && random.nextInt(100) < percent;
        }

        private long some(int most) {
            return random.nextInt(most + 1);
        }

        private void in(long millis, Runnable task) {
            events.add(new Event(now + millis, number++, task));
        }

        private void run(long until) {
            while (!events.isEmpty() && events.peek().at() <= until) {
                Event event = events.remove();
                now = event.at();
                event.task().run();
                for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
                    task.run();
                }
            }
            now = until;
        }

        @Override
        public long millis() {
            return now;
        }

        @Override
        public void after(long millis, Runnable task) {
            in(millis, task);
        }

        // ---- the store, late

        @Override
        public Future<Appended> append(Append append, StreamSettings kept) {
            return memory.append(append, kept);
        }

        @Override
        public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings kept) {
            return late(() -> memory.read(room, since, limit, reverse, kept));
        }

        @Override
        public Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
            return late(() -> memory.positions(rooms));
        }

        /** It reads at some moment, and its answer arrives at some later one. */
        private <T> Future<T> late(Supplier<Future<T>> question) {
            Promise<T> promise = Promise.promise();
            in(some(20), () -> {
                Future<T> answer = happens(5) ? Future.failedFuture("the store fails") : question.get();
                in(some(40), () -> promise.handle(answer));
            });
            return promise.future();
        }

        // ---- what happens

        private void publish() {
            Client client = clients.get(random.nextInt(clients.size()));
            boolean echo = !happens(10);
            String text = String.valueOf(number++);
            Append append = new Append(ROOM, Payload.json(text), Sender.user("u", client.name), null, now, echo);
            Position at = memory.append(append, KEPT).result().position();
            said.put(at, text);
            if (!echo) {
                excepted.put(at, client.name);
            }
            Publication told = new Publication(ROOM, append.data(), append.from(), now, echo ? null : client.name, at);
            tell(told);
            if (happens(10)) {
                tell(told);
            }
        }

        private void tell(Publication told) {
            if (!happens(12)) {
                in(happens(30) ? some(120) : 1, () -> shard.post(new Broadcast(told, Conflation.OFF)));
            }
        }

        private void check() {
            streams.positions(List.of(ROOM)).onSuccess(positions -> {
                Members members = shard.members(ROOM);
                if (members != null && members.stream() != null) {
                    members.stream().checked(positions.get(ROOM).orElse(null));
                }
            });
        }

        private void disturb() {
            if (happens(3)) {
                memory.trim(ROOM, (int) some(20));
            }
            if (happens(1)) {
                memory.lose(ROOM);
            }
            Client client = clients.get(random.nextInt(clients.size()));
            if (happens(30)) {
                client.step();
            }
            if (happens(20)) {
                client.slow = !client.slow;
                client.tellListeners();
            }
        }

        private void play(int steps, int pause) {
            for (int i = 0; i < steps; i++) {
                publish();
                disturb();
                if (i % 40 == 0) {
                    check();
                }
                run(now + some(pause));
            }
        }

        /** Nothing goes wrong any more, and quiet rooms are looked after. */
        private void settle() {
            calm = true;
            for (Client client : clients) {
                client.slow = false;
                client.tellListeners();
            }
            for (long end = now + CALM; now < end; ) {
                check();
                run(now + 1000);
            }
        }

        private Position newest() {
            return memory.positions(List.of(ROOM)).result().get(ROOM).orElse(null);
        }
    }

    /** Checks what it receives. */
    private static final class Client implements Outbox {

        private final World world;
        private final String name;
        private @Nullable Connection connection;
        private Members.@Nullable Membership membership;
        private @Nullable Position has;
        private boolean answered;
        private boolean slow;
        private List<Runnable> listeners = new ArrayList<>();
        private int lives;

        private Client(World world, String name) {
            this.world = world;
            this.name = name;
        }

        private void step() {
            if (membership == null) {
                connection = new Connection(name, "u", world.shard, this);
                membership = world.shard.add(connection, ROOM, world.local);
                join(world.happens(70) ? has : null);
            } else if (answered && world.happens(30)) {
                join(world.happens(50) ? has : null);
            } else if (world.happens(60)) {
                leave();
            }
        }

        private void leave() {
            lives++;
            world.shard.remove(membership);
            membership = null;
            connection = null;
        }

        private void join(@Nullable Position recover) {
            int life = ++lives;
            answered = false;
            LocalStream stream = membership.members().stream();
            stream.join(membership, recover).onComplete(done -> {
                if (life != lives) {
                    return;
                }
                if (done.failed()) {
                    leave();
                    return;
                }
                Result.Start start = done.result().start();
                if (recover != null && Boolean.TRUE.equals(start.recovered())) {
                    assertThat(start.position()).isEqualTo(recover);
                }
                world.in(world.some(30), () -> begin(life, done.result()));
            });
        }

        /** The reply is on its way. */
        private void begin(int life, Entry entry) {
            if (life == lives) {
                has = entry.start().position();
                answered = true;
                entry.begin().run();
            }
        }

        @Override
        public void write(Batch batch) {
            for (int i = 0; i < batch.size(); i++) {
                receive(batch.get(i).publication());
            }
        }

        private void receive(Publication message) {
            assertThat(answered).as("%s was told where it begins", name).isTrue();
            Position next = new Position(has.epoch(), has.offset() + 1);
            while (name.equals(world.excepted.get(next))) {
                next = new Position(next.epoch(), next.offset() + 1);
            }
            assertThat(message.position()).as("%s has %s", name, has).isEqualTo(next);
            assertThat(new String(message.data().bytes())).isEqualTo(world.said.get(next));
            has = next;
        }

        @Override
        public void send(ServerMessage message) {
            assertThat(answered).isTrue();
            has = ((ServerMessage.Reset) message).position();
        }

        private void tellListeners() {
            if (!slow) {
                List<Runnable> told = listeners;
                listeners = new ArrayList<>();
                told.forEach(world.loop::add);
            }
        }

        @Override
        public boolean keepsUp() {
            return !slow;
        }

        @Override
        public void whenKeepsUp(Runnable task) {
            listeners.add(task);
            tellListeners();
        }

        @Override
        public void flush() {}

        @Override
        public void forget(RoomName room) {}

        @Override
        public void close(CloseCode code, String reason) {
            throw new AssertionError("nobody closes here");
        }

        /** Whether it has everything, but for what it did not want. */
        private boolean isComplete() {
            Position newest = world.newest();
            long has = this.has.offset();
            while (name.equals(world.excepted.get(new Position(newest.epoch(), has + 1)))) {
                has++;
            }
            return this.has.epoch().equals(newest.epoch()) && has == newest.offset();
        }
    }

    @Test
    void theRoomKeepsItsWord() {
        long first = System.nanoTime();
        long recovered = 0;
        long resets = 0;
        for (long seed = first; seed < first + SCHEDULES; seed++) {
            World world = new World(seed, 1 + (int) (seed % 5));
            try {
                world.play(400, seed % 3 == 0 ? 2 : 40);
                world.settle();
                for (Client client : world.clients) {
                    assertThat(client.membership == null || (client.answered && client.isComplete()))
                            .as("%s has %s, there is %s", client.name, client.has, world.newest())
                            .isTrue();
                    assertThat(client.membership == null || client.membership.joining() == null)
                            .as("%s is like the others", client.name)
                            .isTrue();
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            recovered += world.streams.counters().recovered().sum();
            resets += world.streams.counters().resets().sum();
        }
        assertThat(recovered).isPositive(); // or it would have proved nothing
        assertThat(resets).isPositive();
    }
}
