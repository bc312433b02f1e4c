package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JwksClientTest {

    @Test
    void whatIsNotAnsweredInTimeFailsOnTheContextThatHasAsked() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JwksClient client =
                    new JwksClient(vertx, URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/keys"));
            Context asking = vertx.getOrCreateContext();
            Promise<Context> failed = Promise.promise();

            asking.runOnContext(now -> client.fetch().onFailure(cause -> failed.complete(Vertx.currentContext())));

            assertThat(failed.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .isSameAs(asking);
        } finally {
            vertx.close().await();
        }
    }
}
