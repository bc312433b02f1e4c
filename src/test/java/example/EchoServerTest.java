package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import org.junit.jupiter.api.Test;

/** The echo server of docs/embedding.md. */
class EchoServerTest {

    @Test
    void saysAgainWhatItIsTold() {
        try (EmbeddedNode node = EmbeddedNode.start(EchoServer::mount);
                RawSocket socket = node.open("/echo")) {
            socket.sendText("héllo");
            socket.send(RawSocket.frame(0x82, new byte[] {1, 2, 3}));

            RawSocket.Frame text = socket.readFrame();
            assertThat(text.opcode()).isEqualTo(1);
            assertThat(text.text()).isEqualTo("héllo");
            RawSocket.Frame binary = socket.readFrame();
            assertThat(binary.opcode()).isEqualTo(2);
            assertThat(binary.payload()).containsExactly(1, 2, 3);
        }
    }
}
