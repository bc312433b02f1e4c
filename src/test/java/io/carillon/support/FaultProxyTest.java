package io.carillon.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {

    /** Both ends of a connection through the proxy. */
    private static final class Through implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0);
        private final FaultProxy proxy = FaultProxy.to(listening.getLocalPort());
        private final Socket client = new Socket("127.0.0.1", proxy.port());
        private final Socket server = listening.accept();

        Through() throws IOException {
            server.getOutputStream().write("hello".getBytes());
            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
            proxy.close();
            listening.close();
        }
    }

    @Test
    void closesBothEnds() throws IOException {
        try (Through through = new Through()) {
            assertThat(through.proxy.cut(FaultProxy.Ending.CLOSE)).isEqualTo(1);

            assertThat(through.client.getInputStream().read()).isEqualTo(-1);
            assertThat(through.server.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void resetsBothEnds() throws IOException {
        try (Through through = new Through()) {
            through.proxy.cut(FaultProxy.Ending.RESET);

            assertThatThrownBy(() -> through.client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> through.server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void tellsNobodyOfASilence() throws IOException {
        try (Through through = new Through()) {
            through.proxy.cut(FaultProxy.Ending.SILENCE);

            through.server.getOutputStream().write(1);
            through.client.getOutputStream().write(1);
            through.client.setSoTimeout(200);
            through.server.setSoTimeout(1);
            assertThatThrownBy(() -> through.client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> through.server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            through.client.close();
            assertThatThrownBy(() -> through.server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void cutsAfterSoManyBytes() throws IOException {
        try (Through through = new Through()) {
            through.proxy.cutAfter(3, FaultProxy.Ending.CLOSE);

            through.server.getOutputStream().write("frame".getBytes());
            assertThat(through.client.getInputStream().readAllBytes())
                    .asString()
                    .isEqualTo("fra");
            assertThat(through.server.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void passesOnAfterAFreezeWhatCameMeanwhile() throws IOException {
        try (Through through = new Through()) {
            through.proxy.freeze();
            through.server.getOutputStream().write(1);
            through.client.setSoTimeout(100);
            assertThatThrownBy(() -> through.client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            through.proxy.thaw();

            through.client.setSoTimeout(0);
            assertThat(through.client.getInputStream().read()).isEqualTo(1);
            assertThat(through.proxy.arrivals()).hasSize(1);
        }
    }
}
