package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a node says that it wants connections, for real time, with copies that come and go as the test wants. */
@Timeout(60)
class ReadinessTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Optional<String>> obstacle = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Future<Boolean>> copies = new AtomicReference<>(Future.succeededFuture(true));

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Readiness readiness(Duration longest) {
        return new Readiness(vertx, obstacle::get, copies::get, longest.toMillis());
    }

    private Readiness begun(Duration longest) {
        Readiness readiness = readiness(longest);
        readiness.begin().await();
        return readiness;
    }

    @Test
    void isNotThereBeforeTheNodeListens() {
        Readiness readiness = readiness(Duration.ofMinutes(2));

        assertThat(readiness.isStarted()).isFalse();
        assertThat(readiness.unready()).hasValue("the node is starting");
    }

    @Test
    void isThereAtOnceWhereThereAreCopies() {
        Readiness readiness = begun(Duration.ofMinutes(2));

        assertThat(readiness.unready()).isEmpty();
        assertThat(readiness.isSafe()).isTrue();
    }

    @Test
    void comesWithTheCopiesAndStaysWithoutThem() {
        copies.set(Future.succeededFuture(false));
        Readiness readiness = begun(Duration.ofMinutes(2));
        assertThat(readiness.unready()).hasValue("the cluster's data does not have its copies yet");

        copies.set(Future.succeededFuture(true));
        while (!readiness.isReady()) {
            Thread.onSpinWait();
        }
        copies.set(Future.failedFuture("another node died"));

        assertThat(readiness.unready()).isEmpty();
    }

    @Test
    void comesAnywayWhereCopiesTakeTooLong() {
        copies.set(Future.succeededFuture(false));
        Readiness readiness = begun(Duration.ofMillis(1));
        while (!readiness.isReady()) {
            Thread.onSpinWait();
        }

        assertThat(readiness.isSafe()).isFalse();
    }

    @Test
    void isOverWithEachOtherObstacle() {
        Readiness readiness = begun(Duration.ofMinutes(2));
        obstacle.set(Optional.of("the node is draining"));

        assertThat(readiness.unready()).hasValue("the node is draining");
    }

    @Test
    void doesNotWaitLongForTheFirstAnswer() {
        copies.set(Future.future(never -> {}));
        Readiness readiness = begun(Duration.ofMinutes(2));

        assertThat(readiness.isStarted()).isTrue();
        assertThat(readiness.isReady()).isFalse();
    }
}
