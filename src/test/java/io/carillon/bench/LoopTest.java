package io.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Format;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final int CONNECTIONS = 1_000;

    @Test
    void goesOnWithTheNextOnItsEventLoopWhereAServerDoesNotAnswerInTime() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket silent = // it takes connections into its queue, and says nothing
                new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
            Load load = new Load(
                    new Load.Target(
                            URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/ws"),
                            "carillon.v1.json",
                            Optional.empty(),
                            1),
                    new Load.Crowd(CONNECTIONS, 1, 0, "bench:"),
                    new Load.Data(Format.JSON, 48, false),
                    new Pace.Idle(),
                    new Load.Times(Duration.ZERO, Duration.ofSeconds(1)));
            Loop loop = new Loop(new Plan(load), new Course(), stream -> {}, 1, Duration.ofMillis(20));
            vertx.deployVerticle(loop).await();
            Promise<Context> ended = Promise.promise();

            loop.home()
                    .runOnContext(now -> loop.open(
                                    List.of(),
                                    IntStream.range(0, CONNECTIONS).boxed().toList())
                            .onComplete(opened -> ended.complete(Vertx.currentContext())));

            Context where =
                    ended.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(where).isSameAs(loop.home());
            assertThat(loop.tally().failed.sum()).isEqualTo(CONNECTIONS);
        } finally {
            vertx.close().await();
        }
    }
}
