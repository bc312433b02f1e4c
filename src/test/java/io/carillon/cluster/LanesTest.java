package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order, and until when, appends are sent; by a sender that answers when the test says so, in a time of its own. */
class LanesTest {

    private static final RoomName ROOM = new RoomName("room");
    private static final RefusedException LATE = new RefusedException(ErrorCode.UNAVAILABLE, "late");
    private static final long SECONDS = 1_000_000_000;

    private record Sent(RoomName room, List<String> texts, Promise<List<Appended>> answer) {

        /** Its messages have the offsets from this one on. */
        void answer(long first) {
            answer.complete(IntStream.range(0, texts.size())
                    .mapToObj(i -> appended(first + i))
                    .toList());
        }
    }

    private record Timer(long at, Runnable task) {}

    /** Answers nothing by itself, and its time goes on when it is told. */
    private static final class World implements Lanes.Sender, Lanes.Loops {

        private final List<Sent> sent = new ArrayList<>();
        private final Map<Long, Timer> timers = new TreeMap<>();
        private long now = Long.MAX_VALUE - 2 * SECONDS; // System.nanoTime may be anything
        private long number;

        @Override
        public Future<List<Appended>> send(RoomName room, List<PendingAppend> batch) {
            List<String> texts = batch.stream().map(LanesTest::text).toList();
            Promise<List<Appended>> answer = Promise.promise();
            sent.add(new Sent(room, texts, answer));
            return answer.future();
        }

        @Override
        public RefusedException late() {
            return LATE;
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void execute(RoomName room, Runnable task) {
            task.run();
        }

        @Override
        public long start(long millis, Runnable task) {
            timers.put(number, new Timer(now + TimeUnit.MILLISECONDS.toNanos(millis), task));
            return number++;
        }

        @Override
        public void cancel(long timer) {
            timers.remove(timer);
        }

        private void pass(long nanos) {
            now += nanos;
            for (long id : List.copyOf(timers.keySet())) {
                if (timers.get(id).at - now <= 0) {
                    timers.remove(id).task.run();
                }
            }
        }

        private List<String> texts(int place) {
            return sent.get(place).texts;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final World world = new World();
    private final Lanes lanes = new Lanes(world, world);
    private final List<String> heard = new ArrayList<>(); // on the context

    @AfterEach
    void stop() {
        TestNodes.await(vertx.close());
    }

    @Test
    void whatComesWhileNothingIsUnderWayIsSentAtOnceAndTheLaneGoesWithIt() {
        append(ROOM, "a");
        assertThat(world.texts(0)).containsExactly("a");
        world.sent.get(0).answer(1);
        assertThat(lanes.size()).isZero();
        append(ROOM, "b");
        assertThat(world.texts(1)).containsExactly("b");
        world.sent.get(1).answer(2);
        assertThat(heard()).containsExactly("a 1", "b 2");
        assertNothingLeft();
    }

    @Test
    void whatComesMeanwhileGoesAsOneBatchInItsOrder() {
        for (String text : List.of("a", "b", "c", "d")) {
            append(ROOM, text);
        }
        assertThat(world.sent).hasSize(1);
        world.sent.get(0).answer(1);
        assertThat(world.texts(1)).containsExactly("b", "c", "d");
        append(ROOM, "e");
        world.sent.get(1).answer(2);
        assertThat(world.texts(2)).containsExactly("e");
        world.sent.get(2).answer(5);
        assertThat(heard()).containsExactly("a 1", "b 2", "c 3", "d 4", "e 5");
        assertNothingLeft();
    }

    @Test
    void roomsDoNotWaitForEachOther() {
        append(ROOM, "a");
        append(new RoomName("other"), "b");
        assertThat(world.sent).extracting(Sent::room).containsExactly(ROOM, new RoomName("other"));
    }

    @Test
    void aBatchIsBoundedInMessagesAndInBytes() {
        append(ROOM, "first");
        for (int i = 0; i < BatchTask.MOST + 1; i++) {
            append(ROOM, "m" + i);
        }
        for (int size : List.of(Lanes.BYTES / 2, Lanes.BYTES / 2, 1, 2 * Lanes.BYTES, 1)) {
            append(ROOM, "x".repeat(size));
        }
        for (int i = 0; i < 5; i++) {
            world.sent.get(i).answer(1);
        }
        assertThat(world.sent).extracting(sent -> sent.texts.size()).containsExactly(1, BatchTask.MOST, 2, 2, 1, 1);
    }

    @Test
    void aBatchThatFailsFailsAllOfItsOwnAndTheNextGoesOn() {
        append(ROOM, "a");
        append(ROOM, "b");
        append(ROOM, "c");
        world.sent.get(0).answer(1);
        append(ROOM, "d");
        world.sent.get(1).answer.fail("broken");
        world.sent.get(2).answer(2);
        assertThat(heard()).containsExactly("a 1", "b broken", "c broken", "d 2");
        assertNothingLeft();
    }

    @Test
    void whatWaitsTooLongIsNeverSentAndTheOthersKeepTheirOrder() {
        append(ROOM, "a");
        append(ROOM, "b");
        append(ROOM, "c");
        world.pass(3 * SECONDS);
        append(ROOM, "d");
        append(ROOM, "e");
        world.pass(2 * SECONDS);
        assertThat(heard()).containsExactly("a late", "b late", "c late");
        world.sent.get(0).answer.tryFail("nobody waits for this any more");
        assertThat(world.texts(1)).containsExactly("d", "e");
        world.sent.get(1).answer(1);
        assertThat(heard()).containsExactly("a late", "b late", "c late", "d 1", "e 2");
        assertNothingLeft();
    }

    @Test
    void ofABatchEachHasItsOwnTime() {
        append(ROOM, "a");
        append(ROOM, "b");
        world.pass(SECONDS);
        append(ROOM, "c");
        world.pass(SECONDS);
        world.sent.get(0).answer(1);
        assertThat(world.texts(1)).containsExactly("b", "c");
        append(ROOM, "d");
        world.pass(3 * SECONDS);
        assertThat(heard()).containsExactly("a 1", "b late");
        world.sent.get(1).answer(2); // it was stored, and nobody knew in time
        assertThat(world.texts(2)).containsExactly("d");
        world.sent.get(2).answer(4);
        assertThat(heard()).containsExactly("a 1", "b late", "c 3", "d 4");
        assertNothingLeft();
    }

    @Test
    void whatIsRefusedAtOnceDoesNotStopTheOthers() {
        List<String> tried = new ArrayList<>();
        Lanes refusing = new Lanes(
                new Lanes.Sender() {
                    @Override
                    public Future<List<Appended>> send(RoomName room, List<PendingAppend> batch) {
                        batch.forEach(append -> tried.add(text(append)));
                        if (tried.size() == 1) {
                            return world.send(room, batch);
                        }
                        if (tried.size() % 3 == 0) {
                            throw new IllegalStateException("broken");
                        }
                        return Future.failedFuture(LATE);
                    }

                    @Override
                    public RefusedException late() {
                        return LATE;
                    }
                },
                world);
        for (int i = 0; i < 5_000; i++) {
            refusing.append(ROOM, pending(i + "x".repeat(Lanes.BYTES / 2 * (i / 4_900)))); // the last 100 go one by one
        }
        world.sent.get(0).answer(1);
        assertThat(tried).hasSize(5_000);
        assertThat(heard()).hasSize(5_000);
        assertThat(refusing.size()).isZero();
    }

    @Test
    void whatWaitsIsRefusedWhenTheNodeLeavesAndWhatIsUnderWayIsNot() {
        append(ROOM, "a");
        append(ROOM, "b");
        append(new RoomName("other"), "c");
        append(new RoomName("other"), "d");
        lanes.clear(new RefusedException(ErrorCode.UNAVAILABLE, "leaving"));
        assertThat(heard()).containsExactlyInAnyOrder("b leaving", "d leaving");
        world.sent.get(0).answer(1);
        world.sent.get(1).answer(1);
        assertThat(world.sent).hasSize(2);
        assertThat(heard()).endsWith("a 1", "c 1");
        assertNothingLeft();
    }

    @Test
    void whateverManyThreadsDoEachOnesOrderIsKept() throws Exception {
        Map<RoomName, List<String>> stored = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        Map<RoomName, Boolean> busy = new ConcurrentHashMap<>();
        Lanes real = new Lanes(
                new Lanes.Sender() {
                    @Override
                    public Future<List<Appended>> send(RoomName room, List<PendingAppend> batch) {
                        if (busy.put(room, true) != null) {
                            wrong.add(new AssertionError("two at a time"));
                        }
                        List<String> texts = stored.computeIfAbsent(room, none -> new ArrayList<>());
                        List<Appended> answers = new ArrayList<>();
                        for (PendingAppend append : batch) {
                            texts.add(text(append));
                            answers.add(appended(texts.size()));
                        }
                        busy.remove(room);
                        boolean atOnce = new Random().nextBoolean();
                        return atOnce ? Future.succeededFuture(answers) : vertx.executeBlocking(() -> answers, false);
                    }

                    @Override
                    public RefusedException late() {
                        return LATE;
                    }
                },
                world);
        long never = world.now + 3_600 * SECONDS;
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String name = "t" + thread + "-";
            ContextInternal own = ((VertxInternal) vertx).createEventLoopContext();
            List<Long> offsets = new ArrayList<>();
            CompletableFuture<Void> done = new CompletableFuture<>();
            threads.add(done);
            new Thread(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            RoomName room = new RoomName("room" + i % 2);
                            PendingAppend append = new PendingAppend(wish(name + i), never, own);
                            append.future().onComplete(answer -> {
                                offsets.add(answer.result().position().offset());
                                if (offsets.size() == 5_000) {
                                    done.complete(null);
                                }
                            });
                            real.append(room, append);
                        }
                    })
                    .start();
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);
        assertThat(wrong).isEmpty();
        for (int room = 0; room < 2; room++) {
            List<String> texts = stored.get(new RoomName("room" + room));
            assertThat(texts).hasSize(10_000);
            for (int thread = 0; thread < 4; thread++) {
                String name = "t" + thread + "-";
                assertThat(texts.stream()
                                .filter(text -> text.startsWith(name))
                                .map(text -> Integer.valueOf(text.substring(name.length()))))
                        .isSorted();
            }
        }
        Eventually.until(java.time.Duration.ofSeconds(60), "no lanes", () -> real.size() == 0);
        assertThat(real.waiting()).isZero();
    }

    private void assertNothingLeft() {
        assertThat(lanes.size()).isZero();
        assertThat(lanes.waiting()).isZero();
        assertThat(world.timers).isEmpty();
    }

    private void append(RoomName room, String text) {
        lanes.append(room, pending(text));
    }

    private PendingAppend pending(String text) {
        PendingAppend append = new PendingAppend(wish(text), world.now + 5 * SECONDS, context);
        append.future()
                .onComplete(answer -> heard.add(text + " "
                        + (answer.succeeded()
                                ? answer.result().position().offset()
                                : answer.cause().getMessage())));
        return append;
    }

    /** What was heard until now. */
    private List<String> heard() {
        CompletableFuture<List<String>> copy = new CompletableFuture<>();
        context.runOnContext(run -> copy.complete(List.copyOf(heard)));
        return copy.join();
    }

    private static PendingAppend.Wish wish(String text) {
        return new PendingAppend.Wish(text.getBytes(), null, new Retention(1, 1), late -> {});
    }

    private static String text(PendingAppend append) {
        return new String(append.as(new RecordId(0, 0)).record());
    }

    private static Appended appended(long offset) {
        return new Appended(new Position("e", offset), false);
    }
}
