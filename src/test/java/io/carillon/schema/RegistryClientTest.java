package io.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.RegistryConfig;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegistryClientTest {

    @Test
    void whatIsNotAnsweredInTimeFailsOnTheContextThatHasAsked() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RegistryClient client = new RegistryClient(vertx, at("http://127.0.0.1:" + silent.getLocalPort()));
            Context asking = vertx.getOrCreateContext();
            Promise<Context> failed = Promise.promise();

            asking.runOnContext(
                    now -> client.version("s", "1").onFailure(cause -> failed.complete(Vertx.currentContext())));

            assertThat(failed.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .isSameAs(asking);
        } finally {
            vertx.close().await();
        }
    }

    private static RegistryConfig at(String url) {
        return new RegistryConfig(
                Optional.of(URI.create(url)),
                RegistryConfig.NONE.refresh(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
