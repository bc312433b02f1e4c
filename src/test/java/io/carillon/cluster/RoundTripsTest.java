package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.count.Times;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How far away others are, on real nodes. */
@Tag("slow")
class RoundTripsTest {

    private static final byte[] NOTHING = {};
    private static final long SLOW_MILLIS = 200;

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void theSlowestIsThatOfTheLastTimeAlsoWhileItIsAskedAgain() {
        Vertx first = nodes.start();
        Vertx second = nodes.start();
        Cluster here = await(Cluster.join(first, publication -> {}));
        Cluster there = await(Cluster.join(second, publication -> {}));
        Eventually.until(Duration.ofSeconds(60), "both are there", () -> here.nodes() == 2 && there.nodes() == 2);
        RoundTrips trips =
                new RoundTrips(first, here.node(), here.questions(), () -> Set.copyOf(here.nodeIds()), new Times());
        there.questions().serve(QuestionKind.PING, nothing -> {
            Promise<byte[]> late = Promise.promise();
            second.setTimer(SLOW_MILLIS, timer -> late.complete(NOTHING));
            return late.future();
        });
        await(trips.ask());
        long slow = trips.slowest();
        assertThat(slow).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));

        Promise<byte[]> answer = Promise.promise();
        there.questions().serve(QuestionKind.PING, nothing -> answer.future());
        Future<Void> again = trips.ask();

        long meanwhile = trips.slowest();
        if (!again.isComplete()) { // as it is after a second, where this process stood still
            assertThat(meanwhile).as("while nobody has answered").isEqualTo(slow);
        }
        answer.complete(NOTHING);
        await(again);
        assertThat(trips.slowest()).isPositive().isNotEqualTo(slow);
    }
}
