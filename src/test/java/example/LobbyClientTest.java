package example;

import static io.carillon.support.EmbeddedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.Client;
import io.carillon.client.ClientOptions;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The complete class of docs/java-client.md. */
class LobbyClientTest {

    @Test
    void hearsItself() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (TestServer server = TestServer.start()) {
            BlockingQueue<String> out = new LinkedBlockingQueue<>();
            Client client = Client.create(
                    vertx,
                    ClientOptions.of("ws://127.0.0.1:" + server.port() + "/ws").token(Tokens.of("ada")));
            await(LobbyClient.enter(client, out::add));
            assertThat(out.poll(60, TimeUnit.SECONDS)).isEqualTo("ada: {\"text\":\"hello\"}");
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void isWhatTheDocumentShows() throws IOException {
        String source = Files.readString(Path.of("src", "test", "java", "example", "LobbyClient.java"));
        String shown = source.substring(source.indexOf("import "));

        assertThat(Files.readString(Path.of("docs", "java-client.md"))).contains("```java\n" + shown + "```\n");
    }
}
