package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operation whose owner answers when the test wants it. */
class StreamCallTest {

    private final TestNodes nodes = new TestNodes();
    /** In ms; long enough for the owner to be asked before, wherever the machine stands still. */
    private static final long GIVEN_UP = 1_000;

    private final CompletableFuture<String> owner = new CompletableFuture<>();
    private final List<String> late = new ArrayList<>();
    private VertxInternal vertx;

    @BeforeEach
    void start() {
        vertx = (VertxInternal) nodes.start();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private StreamCall<String, String> call(long millis) {
        StreamCall.Terms terms = new StreamCall.Terms("the thing", millis);
        return new StreamCall<String, String>(
                        vertx, TestNodes.hazelcast(vertx), terms, () -> owner, answer -> "it is " + answer)
                .orLate(late::add);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerAfterItWasGivenUpIsToldOnce() {
        StreamCall<String, String> call = call(GIVEN_UP);
        Future<String> given = call.start();
        assertThatThrownBy(() -> await(given)).hasMessageContaining("no answer within " + GIVEN_UP + " ms");

        owner.complete("done");
        assertThat(late).containsExactly("it is done");
    }

    @Test
    void anAnswerInTimeIsNotToldAsLateThoughItComesTwice() throws Exception {
        StreamCall<String, String> call = call(30_000);
        Future<String> given = call.start();
        call.again();
        owner.complete("done");

        assertThat(await(given)).isEqualTo("it is done");
        assertThat(late).isEmpty();
    }

    @Test
    void twoAnswersAfterItWasGivenUpAreToldOnce() {
        StreamCall<String, String> call = call(GIVEN_UP);
        Future<String> given = call.start();
        call.again();
        assertThatThrownBy(() -> await(given)).hasMessageContaining("no answer within " + GIVEN_UP + " ms");

        owner.complete("done");
        assertThat(late).containsExactly("it is done");
    }
}
