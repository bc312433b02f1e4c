package example;

import static io.carillon.support.EmbeddedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.ClusteredVertx;
import io.carillon.support.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The complete class of docs/embedding.md. */
class RoomServerTest {

    private static final Path SOURCES = Path.of("src", "test", "java", "example");

    private static Vertx vertx;
    private static int port;

    @BeforeAll
    static void start() {
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        port = await(RoomServer.start(vertx, 0)).actualPort();
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    private static RawSocket join(String room) {
        RawSocket socket = new RawSocket(port);
        assertThat(socket.request("GET /ws/" + room + " HTTP/1.1", RawSocket.handshake())
                        .status())
                .isEqualTo(101);
        assertThat(socket.readFrame().text()).isEqualTo("welcome");
        return socket;
    }

    @Test
    void tellsEverybodyElseInTheRoom() {
        try (RawSocket ann = join("a");
                RawSocket bob = join("a");
                RawSocket eve = join("b")) {
            eve.sendText("to nobody");
            ann.sendText("hello");
            assertThat(bob.readFrame().text()).isEqualTo("hello");
            bob.sendText("hello yourself");
            assertThat(ann.readFrame().text()).isEqualTo("hello yourself");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RoomServer", "ChatApplication"})
    void isWhatTheDocumentShows(String name) throws IOException {
        String source = Files.readString(SOURCES.resolve(name + ".java"));
        String shown = source.substring(source.indexOf("import "));

        assertThat(Files.readString(Path.of("docs", "embedding.md"))).contains("```java\n" + shown + "```\n");
    }
}
