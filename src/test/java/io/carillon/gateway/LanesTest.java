package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all event loops are asked. */
class LanesTest {

    private final Vertx vertx = Vertx.vertx();
    private final Lanes lanes = new Lanes((VertxInternal) vertx, Transport.NIO);

    @BeforeEach
    void useOne() throws Exception {
        CompletableFuture<Lane> used = new CompletableFuture<>();
        vertx.runOnContext(nothing -> used.complete(lanes.here()));
        used.get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        lanes.close().await();
        vertx.close().await();
    }

    @Test
    void whatOneOfThemCannotAnswerFailsAndIsNotWaitedForForever() throws Exception {
        Future<List<Object>> answers = lanes.each(lane -> {
            throw new IllegalStateException("cannot be answered");
        });

        assertThat(answers.otherwiseEmpty().await(30, TimeUnit.SECONDS)).isNull();
        assertThat(answers.cause()).hasMessage("cannot be answered");
        assertThat(lanes.each(lane -> 1).await(30, TimeUnit.SECONDS)).containsExactly(1);
    }
}
