package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.carillon.cluster.StreamStore.Append;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import io.carillon.support.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Appends that are handed in one after the other, without waiting for answers, through the real Hazelcast. */
class StreamOrderTest {

    private static final RoomName ROOM = new RoomName("orders");
    private static final int KEPT = 5_000;
    private static final StreamSettings SETTINGS = new StreamSettings(KEPT, Duration.ofHours(1));
    private static final int WINDOW = 300;
    private static final int BURST = 100;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Semaphore MAY_GO = new Semaphore(0);
    private static volatile CountDownLatch holds = new CountDownLatch(1);

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void appendsOfOneThreadAreStoredInTheirOrderWhileNodesComeAndGo() throws Exception {
        Vertx first = nodes.start();
        StreamMap store = store(first);
        Issuer issuer = new Issuer(store);
        Thread thread = new Thread(issuer);
        thread.start();
        nodes.start();
        Vertx third = nodes.start();
        issuer.passes(1_000);
        nodes.stop(third);
        issuer.passes(1_000);
        Vertx fourth = nodes.start();
        issuer.passes(1_000);
        TestNodes.awaitCopies(first); // or an append might wait for those three seconds, of the five that it has
        nodes.kill(fourth);
        issuer.passes(1_000);
        issuer.enough = true;
        thread.join(60_000);
        int count = issuer.futures.size();
        assertThat(count).isGreaterThanOrEqualTo(KEPT);
        List<Appended> answers = await(Future.all(issuer.futures)).list();
        String epoch = answers.get(0).position().epoch();
        assertThat(answers)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, count)
                        .mapToObj(i -> new Appended(new Position(epoch, i), false))
                        .toList());
        assertThat(issuer.heard).isSorted().hasSize(count);
        assertThat(texts(store))
                .containsExactlyElementsOf(IntStream.range(count - KEPT, count)
                        .mapToObj(i -> "m" + i)
                        .toList());
    }

    /** Hands in on one thread, a burst every 10 ms, and lets so many be without an answer. */
    private static final class Issuer implements Runnable {

        private final StreamStore store;
        private final Semaphore window = new Semaphore(WINDOW);
        private final List<Future<Appended>> futures = new ArrayList<>();
        private final List<Long> heard = new ArrayList<>();
        private volatile boolean enough;
        private volatile int issued;

        private Issuer(StreamStore store) {
            this.store = store;
        }

        @Override
        public void run() {
            while (issued < KEPT || !enough) {
                window.acquireUninterruptibly();
                futures.add(store.append(append("m" + issued, null), SETTINGS).onComplete(this::answered));
                issued = futures.size();
                if (issued % BURST == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS); // or it would hand in a million while nodes start
                }
            }
        }

        /** On the event loop that Vert.x keeps for this thread. */
        private void answered(Appended appended, @Nullable Throwable cause) {
            heard.add(appended == null ? -1 : appended.position().offset());
            window.release();
        }

        private void passes(int more) {
            int until = issued + more;
            Eventually.until(SOON, more + " more", () -> issued >= until);
        }
    }

    @Test
    void whatIsHandedInWhileTheOwnerIsBusyIsStoredTogetherAndAnsweredInOrder() throws Exception {
        nodes.start();
        Vertx vertx = nodes.start();
        StreamMap store = store(vertx);
        Appended old = await(store.append(append("a", "old"), SETTINGS));
        CompletionStage<?> busy = hold(vertx);
        List<Appended> heard = new ArrayList<>();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        vertx.runOnContext(start -> {
            Context context = vertx.getOrCreateContext();
            for (String key : new String[] {null, "k", "old", null, "k", null}) {
                store.append(append("b", key), SETTINGS).onSuccess(appended -> {
                    heard.add(appended);
                    if (heard.size() == 6) {
                        done.complete(vertx.getOrCreateContext() == context);
                    }
                });
            }
            MAY_GO.release();
        });
        assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
        busy.toCompletableFuture().join();
        String epoch = old.position().epoch();
        assertThat(heard)
                .containsExactly(
                        new Appended(new Position(epoch, 2), false),
                        new Appended(new Position(epoch, 3), false),
                        new Appended(old.position(), true),
                        new Appended(new Position(epoch, 4), false),
                        new Appended(new Position(epoch, 3), true),
                        new Appended(new Position(epoch, 5), false));
        assertThat(store.counters().appended().sum()).isEqualTo(5);
        assertThat(store.counters().duplicates().sum()).isEqualTo(2);
    }

    @Test
    void whatWaitsWhenTheNodeLeavesIsRefusedAndWhatIsUnderWayIsStored() {
        Vertx vertx = nodes.start();
        StreamMap store = store(vertx);
        hold(vertx);
        Future<Appended> underWay = store.append(append("a", null), SETTINGS);
        Future<Appended> waits = store.append(append("b", null), SETTINGS);
        store.close();
        assertUnavailable(waits);
        assertUnavailable(store.append(append("c", null), SETTINGS));
        MAY_GO.release();
        assertThat(await(underWay).position().offset()).isEqualTo(1);
        assertThat(texts(store)).containsExactly("a");
        assertThat(store.counters().failed().sum()).isEqualTo(2);
    }

    /** The owner of the stream does nothing else until it may go on. */
    private static CompletionStage<?> hold(Vertx vertx) {
        holds = new CountDownLatch(1);
        IMap<String, StreamEntry> map = TestNodes.hazelcast(vertx).getMap(StreamSetup.MAP);
        EntryProcessor<String, StreamEntry, Boolean> wait = new Holding();
        CompletionStage<?> stage = map.submitToKey(ROOM.value(), wait);
        try {
            assertThat(holds.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return stage;
    }

    /** Also where another node in this process is the owner. */
    private static final class Holding implements EntryProcessor<String, StreamEntry, Boolean> {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean process(java.util.Map.Entry<String, StreamEntry> entry) {
            holds.countDown();
            MAY_GO.acquireUninterruptibly();
            return true;
        }

        @Override
        public @Nullable EntryProcessor<String, StreamEntry, Boolean> getBackupProcessor() {
            return null;
        }
    }

    private static List<String> texts(StreamStore store) {
        List<String> texts = new ArrayList<>();
        Slice slice = await(store.read(ROOM, 0, KEPT, false, SETTINGS));
        while (!slice.messages().isEmpty()) {
            for (StoredMessage message : slice.messages()) {
                texts.add(new String(message.data().bytes(), StandardCharsets.UTF_8).replace("\"", ""));
            }
            long last = slice.messages().get(slice.messages().size() - 1).offset();
            slice = await(store.read(ROOM, last, KEPT, false, SETTINGS));
        }
        return texts;
    }

    private static void assertUnavailable(Future<?> future) {
        assertThatThrownBy(() -> await(future))
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    private static StreamMap store(Vertx vertx) {
        return new StreamMap((VertxInternal) vertx, TestNodes.hazelcast(vertx));
    }

    private static Append append(String text, @Nullable String key) {
        return new Append(ROOM, Payload.json('"' + text + '"'), Sender.user("ada", "c1"), key, 1);
    }
}
