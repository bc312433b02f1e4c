package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);
    private final BlockingQueue<Map<String, Object>> lines = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("message", event.getFormattedMessage());
            event.getKeyValuePairs().forEach(pair -> line.put(pair.key, pair.value));
            lines.add(line);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private Map<String, Object> next() throws InterruptedException {
        Map<String, Object> line = lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return line;
    }

    @Test
    void tellsWhoCameWentAndWasRefused() throws InterruptedException {
        try (TestServer server = TestServer.start()) {
            try (Client client = server.connect("ada")) {
                assertThat(next())
                        .containsEntry("message", "opened")
                        .containsEntry("connection", client.id())
                        .containsEntry("user", "ada")
                        .containsEntry("endpoint", "carillon")
                        .containsEntry("subprotocol", "carillon.v1.json")
                        .containsEntry("address", "127.0.0.1");
                client.socket().sendClose(1000, "done");
                assertThat(next())
                        .containsEntry("message", "closed")
                        .containsEntry("connection", client.id())
                        .containsEntry("user", "ada")
                        .containsEntry("code", 1000)
                        .containsEntry("reason", "done")
                        .hasEntrySatisfying(
                                "millis", millis -> assertThat((Long) millis).isBetween(0L, 60_000L));
            }
            try (RawSocket socket = new RawSocket(server.port())) {
                socket.request("GET /ws?access_token=secret HTTP/1.1", RawSocket.handshake());
            }
            assertThat(next())
                    .containsEntry("message", "refused")
                    .containsEntry("status", 401)
                    .containsEntry("error", "unauthorized")
                    .containsEntry("path", "/ws")
                    .containsEntry("address", "127.0.0.1");
            assertThat(lines).isEmpty();
        }
    }
}
