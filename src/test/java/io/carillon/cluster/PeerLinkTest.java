package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PeerLinkTest {

    private static final int MIB = 1 << 20;

    private final ParcelHeads heads = new ParcelHeads(new Life("me", 1L), Parcel.PUBLICATIONS);
    private final ClusterCounters counters = new ClusterCounters();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Long> rests = new ArrayList<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final List<Parcel> written = new ArrayList<>();
    private final Queue<Promise<Void>> promises = new ArrayDeque<>();
    private final PeerLink link = new PeerLink(heads::next, "peer", new TestLoop(), this::write, counters);

    @Test
    void whatWaitsIsWrittenTogetherAndInOrder() {
        for (int i = 0; i < 10; i++) {
            link.offer(new byte[] {(byte) i});
        }
        runLoop();
        assertThat(written).hasSize(1);
        assertThat(written.get(0).parts())
                .extracting(part -> (int) part[0])
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aParcelIsBounded() {
        offer(100, 10_000);
        runLoop();
        assertThat(written).allSatisfy(parcel -> assertThat(parcel.parts()).hasSizeLessThanOrEqualTo(7));
        assertThat(counters.sent().sum()).isEqualTo(100);
    }

    @Test
    void noMoreThanTheWindowIsUnderway() {
        offer(100, MIB / 10);
        runLoop();
        assertThat(counters.bytes().sum()).isBetween(PeerLink.WINDOW, PeerLink.WINDOW + MIB / 5);
        completeAll();
        assertThat(counters.sent().sum()).isEqualTo(100);
        assertThat(link.waiting()).isZero();
    }

    @Test
    void smallOnesAreJoinedRatherThanWrittenOneByOneToASlowPeer() {
        for (int i = 0; i < 1_000; i++) {
            offer(1, 10);
            runLoop();
        }
        assertThat(written).hasSize(PeerLink.MOST_PARCELS);
        completeAll();
        assertThat(written).hasSize(PeerLink.MOST_PARCELS + 1);
        assertThat(counters.sent().sum()).isEqualTo(1_000);
    }

    @Test
    void aPeerThatTakesNothingCostsNoMoreThanItsBound() {
        offer(1_000, MIB / 10);
        runLoop();
        offer(1_000, MIB / 10);
        assertThat(link.waiting()).isLessThan(PeerLink.MOST_WAITING + MIB);
        assertThat(counters.dropped().sum()).isBetween(1_500L, 1_999L);
    }

    @Test
    void afterDroppingItTakesPublicationsAgain() {
        offer(1_000, MIB / 10);
        runLoop();
        completeAll();
        long dropped = counters.dropped().sum();
        offer(10, 10);
        completeAll();
        assertThat(counters.dropped().sum()).isEqualTo(dropped).isPositive();
        assertThat(counters.sent().sum()).isEqualTo(1_010 - dropped);
    }

    @Test
    void whatTheBusCouldNotDeliverIsCountedAndTheRestGoesOn() {
        offer(2, 10);
        runLoop();
        promises.remove().fail("a test's");
        offer(3, 10);
        endRest();
        assertThat(counters.lost().sum()).isEqualTo(2);
        assertThat(counters.sent().sum()).isEqualTo(5);
    }

    @Test
    void aBreakCostsWhatWasUnderwayAndNotWhatWaits() {
        offer(200, MIB / 10);
        runLoop();
        long underway = counters.sent().sum();
        failAll();
        assertThat(counters.lost().sum()).isEqualTo(underway).isLessThan(50);
        assertThat(rests).containsExactly(PeerLink.SHORTEST_REST_MILLIS);
        endRest();
        completeAll();
        assertThat(counters.lost().sum()).isEqualTo(underway);
        assertThat(counters.sent().sum()).isEqualTo(200);
    }

    @Test
    void whileItFailsItRestsLongerAndTriesASingleParcel() {
        offer(200, MIB / 10);
        runLoop();
        failAll();
        for (int tries = 0; tries < 6; tries++) {
            endRest();
            assertThat(promises).hasSize(1);
            failAll();
        }
        assertThat(rests).containsExactly(50L, 100L, 200L, 400L, 800L, 1_000L, 1_000L);
    }

    @Test
    void aSuccessMakesTheNextRestShortAgain() {
        offer(200, MIB / 10);
        runLoop();
        failAll();
        endRest();
        failAll();
        endRest();
        promises.remove().complete();
        runLoop();
        assertThat(promises).hasSizeGreaterThan(1);
        failAll();
        assertThat(rests).containsExactly(50L, 100L, 50L);
    }

    @Test
    void aBusThatFailsAtOnceIsLeftAlone() {
        List<Parcel> refused = new ArrayList<>();
        PeerLink hopeless =
                new PeerLink(heads::next, "peer", new TestLoop(), parcel -> refuse(parcel, refused), counters);
        for (int i = 0; i < 100; i++) {
            hopeless.offer(new byte[MIB / 10]);
        }
        runLoop();
        assertThat(refused).hasSize(1);
        endRest();
        assertThat(refused).hasSize(2);
    }

    @Test
    void aRestThatOutlivesTheLinkWritesNothing() {
        offer(1, 10);
        runLoop();
        promises.remove().fail("a test's");
        offer(1, 10);
        link.close();
        endRest();
        assertThat(written).hasSize(1);
    }

    private static Future<Void> refuse(Parcel parcel, List<Parcel> refused) {
        refused.add(parcel);
        return Future.failedFuture("a test's");
    }

    private void offer(int count, int size) {
        byte[] shared = new byte[size];
        for (int i = 0; i < count; i++) {
            link.offer(shared);
        }
    }

    private Future<Void> write(Parcel parcel) {
        written.add(parcel);
        Promise<Void> promise = Promise.promise();
        promises.add(promise);
        return promise.future();
    }

    private void completeAll() {
        runLoop();
        while (!promises.isEmpty()) {
            promises.remove().complete();
            runLoop();
        }
    }

    private void failAll() {
        while (!promises.isEmpty()) {
            promises.remove().fail("a test's");
            runLoop();
        }
    }

    private void endRest() {
        runLoop();
        timers.remove().run();
        runLoop();
    }

    /** Runs what it is given when the test says so. */
    private final class TestLoop implements PeerLink.Loop {

        @Override
        public void execute(Runnable task) {
            loop.add(task);
        }

        @Override
        public void executeAfter(long millis, Runnable task) {
            rests.add(millis);
            timers.add(task);
        }
    }

    private void runLoop() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }
}
