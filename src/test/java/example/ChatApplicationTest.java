package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chat application of docs/embedding.md on two nodes; its page is looked at in ChatApplicationIT. */
class ChatApplicationTest {

    private static EmbeddedNode one;
    private static EmbeddedNode two;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Optional<Path> xml = Optional.of(new TestCluster(directory).xml());
        one = EmbeddedNode.start(xml, "", ChatApplication::mount);
        two = EmbeddedNode.start(xml, "", ChatApplication::mount);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    private static JsonObject read(RawSocket socket) {
        return new JsonObject(socket.readFrame().text());
    }

    private static JsonObject said(Object... pairs) {
        JsonObject json = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            json.put((String) pairs[i], pairs[i + 1]);
        }
        return json;
    }

    @Test
    void tellsEverybodyInTheRoomOnBothNodes() {
        try (RawSocket ada = one.open("/chat/ws/lobby?name=Ada")) {
            assertThat(read(ada)).isEqualTo(said("event", "has come", "count", 1, "from", "Ada"));
            try (RawSocket grace = two.open("/chat/ws/lobby?name=Grace")) {
                JsonObject came = said("event", "has come", "count", 2, "from", "Grace");
                assertThat(List.of(read(ada), read(grace))).containsExactly(came, came);
                ada.sendText("hello");
                JsonObject hello = said("text", "hello", "from", "Ada");
                assertThat(List.of(read(ada), read(grace))).containsExactly(hello, hello);

                grace.sendText("/leave");

                RawSocket.Frame close = grace.readFrame();
                assertThat(close.closeCode()).isEqualTo(1000);
                assertThat(close.closeReason()).isEqualTo("bye");
                assertThat(read(ada)).isEqualTo(said("event", "has gone", "from", "Grace"));
            }
        }
    }

    @Test
    void wantsAName() {
        try (RawSocket nobody = one.open("/chat/ws/lobby")) {
            RawSocket.Frame close = nobody.readFrame();
            assertThat(close.closeCode()).isEqualTo(4400);
            assertThat(close.closeReason()).isEqualTo("a name is needed");
        }
    }

    @Test
    void servesItsPage() {
        assertThat(one.ask("/chat/lobby", Map.of()).body()).contains("new WebSocket");
    }
}
