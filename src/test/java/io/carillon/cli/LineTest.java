package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineTest {

    @Test
    void isForPeople() {
        assertThat(new TextLines().doLayout(event()))
                .isEqualTo("2026-11-21T08:00:00.123Z INFO  io.carillon.X - closed\\nbadly node=a connection=7\n");
    }

    @Test
    void isForMachines() {
        JsonObject line = new JsonObject(new JsonLines().doLayout(event()));

        assertThat(line.getMap())
                .containsEntry("time", "2026-11-21T08:00:00.123Z")
                .containsEntry("level", "info")
                .containsEntry("logger", "io.carillon.X")
                .containsEntry("message", "closed\nbadly")
                .containsEntry("node", "a")
                .containsEntry("connection", 7);
    }

    @Test
    void hasTheStackTraceWhereThereIsOne() {
        LoggingEvent event = event();
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("why")));

        assertThat(new TextLines().doLayout(event)).contains("\n\tjava.lang.IllegalStateException: why");
        assertThat(new JsonObject(new JsonLines().doLayout(event)).getString("stack"))
                .contains("why");
    }

    private static LoggingEvent event() {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setLoggerName("io.carillon.X");
        event.setLevel(Level.INFO);
        event.setMessage("closed\nbadly");
        event.setInstant(Instant.parse("2026-11-21T08:00:00.123Z"));
        event.setKeyValuePairs(List.of(new KeyValuePair("node", "a"), new KeyValuePair("connection", 7)));
        return event;
    }
}
