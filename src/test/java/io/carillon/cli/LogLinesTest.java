package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.carillon.config.LogConfig;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Lines as they are read: by people, and by machines. */
class LogLinesTest {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setErr(before);
        Logging.apply(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
    }

    private static LoggingEvent event(String message, Throwable cause, Object... pairs) {
        Logger logger = new LoggerContext().getLogger("io.carillon.X");
        LoggingEvent event = new LoggingEvent("fqcn", logger, Level.INFO, message, cause, null);
        event.setTimeStamp(0);
        for (int i = 0; i < pairs.length; i += 2) {
            event.addKeyValuePair(new KeyValuePair(String.valueOf(pairs[i]), pairs[i + 1]));
        }
        return event;
    }

    private static String text(String message, Throwable cause, Object... pairs) {
        return new TextLines().doLayout(event(message, cause, pairs));
    }

    private static JsonObject json(String message, Throwable cause, Object... pairs) {
        String line = new JsonLines().doLayout(event(message, cause, pairs));
        assertThat(line).endsWith("\n");
        assertThat(line.strip().lines()).hasSize(1);
        return new JsonObject(line);
    }

    @Test
    void haveTheirFieldsBehindTheMessage() {
        assertThat(text("closed", null, "connection", "c1", "user", "Ann Other", "code", 1000, "reason", ""))
                .isEqualTo("1970-01-01T00:00:00.000Z INFO  io.carillon.X - closed connection=c1 user=\"Ann Other\""
                        + " code=1000 reason=\"\"\n");
        JsonObject line = json("closed", null, "connection", "c1", "user", "Ann Other", "code", 1000, "again", true);
        line.remove("thread");
        assertThat(line)
                .isEqualTo(new JsonObject()
                        .put("time", "1970-01-01T00:00:00.000Z")
                        .put("level", "info")
                        .put("logger", "io.carillon.X")
                        .put("message", "closed")
                        .put("connection", "c1")
                        .put("user", "Ann Other")
                        .put("code", 1000)
                        .put("again", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n2026-01-01T00:00:00.000Z ERROR root - forged",
                "\r\n\r\nforged",
                "\u001b[2J\u001b[31mred",
                "\u0085next",
                "\u2028line",
                "\u202eright to left",
                "\u0000",
                "\" connection=forged user=\"root",
            })
    void keepInTheirLineWhatSomebodyHasSaid(String said) {
        String line = text("a message of " + said, new IllegalStateException(said), "user", said, "code", 1);

        assertThat(line.lines().skip(1)).allSatisfy(stack -> assertThat(stack).startsWith("\t"));
        assertThat(line.replaceAll("(?m)^\t|\n", "").chars())
                .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x202e);
        assertThat(line.lines().findFirst().orElseThrow()).doesNotContain(" connection=forged user=\"root\" code");
        String user = json("a message of " + said, new IllegalStateException(said), "user", said)
                .getString("user");
        assertThat(user).isEqualTo(said);
    }

    @Test
    void areBounded() {
        String long1 = "🎹".repeat(100_000);

        assertThat(text(long1, new IllegalStateException(long1), "user", long1).length())
                .isLessThan(60_000);
        JsonObject read = json(long1, null, "user", long1);
        assertThat(read.getString("user")).hasSizeBetween(500, 513).endsWith("🎹…");
        assertThat(read.getString("message")).hasSizeLessThan(8_200);
    }

    @Test
    void haveNoTokenEvenIfALibraryLogsOne() {
        String token = Tokens.of("ada");
        IllegalStateException cause = new IllegalStateException("of /ws?access_token=" + token);
        for (String line : List.of(
                text("GET /ws?access_token=" + token, cause, "header", "Bearer " + token),
                json("GET /ws?access_token=" + token, cause, "header", "Bearer " + token)
                        .encode())) {
            assertThat(line)
                    .contains("access_token=***", "Bearer ***")
                    .doesNotContain(token.substring(token.lastIndexOf('.') + 1))
                    .doesNotContain(token.split("\\.")[1]);
        }
    }

    @Test
    void areJsonWhateverSomebodyLogs() {
        JsonObject read =
                json("x \ud800 {}", null, "nan", Double.NaN, "time", "mine", "none", null, "deep", Map.of("a", 1));

        assertThat(read.getString("nan")).isEqualTo("NaN");
        assertThat(read.getString("time")).startsWith("1970");
        assertThat(read.getString("none")).isEqualTo("null");
    }

    @Test
    void changeTheirLevelsAndFormatWhileLoggersAreInUse() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        org.slf4j.Logger logger = LoggerFactory.getLogger("io.carillon.reloaded.A");
        org.slf4j.Logger other = LoggerFactory.getLogger("io.carillon.other.B");

        Logging.apply(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO));
        logger.debug("one");
        logger.info("two");
        Logging.apply(new LogConfig(
                LogConfig.Format.JSON, LogConfig.Level.WARN, Map.of("io.carillon.reloaded", LogConfig.Level.DEBUG)));
        logger.debug("three ü");
        other.info("four");
        Logging.apply(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
        logger.info("five");
        other.warn("six");

        List<String> lines = written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("io.carillon.reloaded.A") || line.contains("io.carillon.other.B"))
                .toList(); // what others log in this process meanwhile is theirs
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).endsWith("INFO  io.carillon.reloaded.A - two");
        assertThat(new JsonObject(lines.get(1)).getString("message")).isEqualTo("three ü");
        assertThat(lines.get(2)).endsWith("WARN  io.carillon.other.B - six");
    }

    @ParameterizedTest
    @EnumSource(LogConfig.Level.class)
    void neverHaveMoreOfALibraryThatLogsTokensThanIsForPeople(LogConfig.Level level) {
        Logging.apply(new LogConfig(LogConfig.Format.TEXT, level, Map.of("io", level)));

        for (String held : LogConfig.HELD) {
            Logger logger = (Logger) LoggerFactory.getLogger(held + ".Some");
            assertThat(logger.isDebugEnabled()).as(held).isFalse();
        }
    }
}
