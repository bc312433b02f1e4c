package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.Conflation;
import io.carillon.config.RoomSettings;
import io.carillon.message.CloseCode;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One event loop's part of the hub, whose turns the test takes itself. */
class ShardTest {

    private static final RoomName ROOM = new RoomName("r");

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> seen = new ArrayList<>();
    private final Shard shard = new Shard(tasks::add, () -> seen.add("turn"));
    private final LocalRoom local =
            new LocalRoom(Rulebook.Ruling.of(RoomSettings.DEFAULT), Future.succeededFuture(), new Streams());

    /** Notes what it is given. */
    private final class Notes implements Outbox {

        private final String name;
        private boolean touched;

        private Notes(String name) {
            this.name = name;
        }

        @Override
        public void write(Batch batch) {
            seen.add(name + " "
                    + IntStream.range(0, batch.size())
                            .mapToObj(i ->
                                    new String(batch.get(i).publication().data().bytes()))
                            .collect(Collectors.joining("+")));
            if (!touched) {
                touched = true;
                shard.touch(this);
            }
        }

        @Override
        public void flush() {
            touched = false;
            seen.add(name + " flush");
        }

        @Override
        public void send(ServerMessage message) {
            throw new AssertionError("nobody is told anything else here");
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

    /** Takes nothing. */
    private static final class Failing implements Outbox {
        @Override
        public void write(Batch batch) {
            throw new IllegalStateException("cannot be written");
        }

        @Override
        public void flush() {}

        @Override
        public void send(ServerMessage message) {}

        @Override
        public boolean keepsUp() {
            return true;
        }

        @Override
        public void whenKeepsUp(Runnable task) {}

        @Override
        public void forget(RoomName room) {}

        @Override
        public void close(CloseCode code, String reason) {}
    }

    private Connection connection(String id) {
        return new Connection(id, "user", shard, new Notes(id));
    }

    private static Broadcast broadcast(int number, @Nullable String except) {
        return broadcast(ROOM, String.valueOf(number), except);
    }

    private static Broadcast broadcast(RoomName room, String data, @Nullable String except) {
        return new Broadcast(
                new Publication(room, Payload.json(data), Sender.service("test"), 0, except), Conflation.OFF);
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void takesTogetherWhatWaitsAndFlushesOnce() {
        shard.add(connection("a"), ROOM, local);
        shard.post(broadcast(1, null));
        shard.post(broadcast(2, null));

        assertThat(tasks).hasSize(1);
        run();

        assertThat(seen).containsExactly("a 1+2", "a flush", "turn");
    }

    @Test
    void keepsTheOrderOfRoomsThatShareAMember() {
        Connection member = connection("a");
        RoomName other = new RoomName("other");
        shard.add(member, ROOM, local);
        shard.add(member, other, local);
        shard.post(broadcast(1, null));
        shard.post(broadcast(other, "2", null));
        shard.post(broadcast(other, "3", null));
        shard.post(broadcast(4, null));
        run();

        assertThat(seen).containsExactly("a 1", "a 2+3", "a 4", "a flush", "turn");
    }

    @Test
    void joinsNoMoreThanASocketTakesAtOnce() {
        shard.add(connection("a"), ROOM, local);
        String data = "x".repeat(20_000);
        IntStream.range(0, 3).forEach(i -> shard.post(broadcast(ROOM, data, null)));
        run();

        assertThat(seen).containsExactly("a " + data, "a " + data, "a " + data, "a flush", "turn");
    }

    @Test
    void joinsLessOfWhatSomethingNewerMayReplace() {
        shard.add(connection("a"), ROOM, local);
        String data = "x".repeat(2_000);
        for (int i = 0; i < 3; i++) {
            Publication publication = new Publication(ROOM, Payload.json(data), Sender.service("test"), 0, null);
            shard.post(new Broadcast(publication, new Conflation(true, Optional.empty())));
        }
        run();

        assertThat(seen).containsExactly("a " + data + "+" + data, "a " + data, "a flush", "turn");
    }

    @Test
    void losesNoOtherBroadcastWhereOneCannotBeDelivered() {
        RoomName other = new RoomName("other");
        shard.add(connection("a"), other, local);
        shard.add(new Connection("b", "user", shard, new Failing()), ROOM, local);
        shard.post(broadcast(1, null));
        shard.post(broadcast(other, "2", null));
        shard.post(broadcast(other, "3", null));

        assertThatThrownBy(this::run).hasMessage("cannot be written");
        run();

        assertThat(seen).containsExactly("turn", "a 2+3", "a flush", "turn");
    }

    @Test
    void wakesAgainForWhatComesLater() {
        shard.add(connection("a"), ROOM, local);
        shard.post(broadcast(1, null));
        run();
        shard.post(broadcast(2, null));
        run();

        assertThat(seen).containsExactly("a 1", "a flush", "turn", "a 2", "a flush", "turn");
    }

    @Test
    void goesOnInANewTurnWhereMoreWaitsThanOneTakes() {
        shard.add(connection("a"), ROOM, local);
        IntStream.range(0, 1_000).forEach(i -> shard.post(broadcast(i, null)));
        run();

        assertThat(seen.stream()
                        .filter(line -> line.matches("a [\\d+]+"))
                        .flatMap(line -> Stream.of(line.substring(2).split("\\+"))))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_000).mapToObj(String::valueOf).toList());
        assertThat(seen.stream().filter("turn"::equals).count()).isGreaterThan(1);
    }

    @Test
    void passesOverTheConnectionThatIsNotToReceive() {
        shard.add(connection("a"), ROOM, local);
        shard.add(connection("b"), ROOM, local);
        shard.post(broadcast(1, null));
        shard.post(broadcast(2, "a"));
        shard.post(broadcast(3, null));
        run();

        assertThat(seen).containsExactly("b 1+2+3", "a 1", "a 3", "b flush", "a flush", "turn");
    }

    @Test
    void keepsTheRightMembersThroughAnyEnteringAndLeaving() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Members.Membership> memberships = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (memberships.isEmpty() || random.nextInt(5) < 3) {
                names.add("c" + step);
                memberships.add(shard.add(connection("c" + step), ROOM, local));
            } else {
                int victim = random.nextInt(memberships.size());
                names.remove(victim);
                shard.remove(memberships.remove(victim));
            }
        }
        shard.post(broadcast(1, null));
        run();

        assertThat(seen.stream().filter(line -> line.endsWith(" 1")))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> name + " 1").toList());
        memberships.forEach(shard::remove);
        assertThat(shard.size()).isZero();
    }
}
