package io.carillon.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is logged, on stderr.
 *
 * @param format how a line looks
 * @param level the least weight that is logged
 * @param levels the same for loggers and those below them, by their names
 */
public record LogConfig(Format format, Level level, Map<String, Level> levels) {

    /**
     * At their lighter levels these, and those below them, write requests with their headers and addresses, tokens included;
     * so they have {@link Level#INFO} at most.
     */
    public static final List<String> HELD = List.of(
            "io.vertx.ext.web",
            "io.vertx.core.http",
            "io.vertx.core.net",
            "io.netty.handler",
            "io.netty.channel.DefaultChannelPipeline");

    private static final Pattern NAME = Pattern.compile("[\\p{Alnum}_$]+(\\.[\\p{Alnum}_$]+)*");

    public LogConfig {
        levels = Map.copyOf(levels);
    }

    /** The same for all loggers. */
    public LogConfig(Format format, Level level) {
        this(format, level, Map.of());
    }

    /** Whether a logger is one that is held to {@link Level#INFO}. */
    public static boolean isHeld(String logger) {
        return HELD.stream().anyMatch(held -> logger.equals(held) || logger.startsWith(held + '.'));
    }

    /** How a line looks. */
    public enum Format {
        /** For people. */
        TEXT("text"),
        /** One JSON object a line. */
        JSON("json");

        private final String text;

        Format(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The weights, the lightest first. */
    public enum Level {
        TRACE("trace"),
        DEBUG("debug"),
        INFO("info"),
        WARN("warn"),
        ERROR("error");

        private final String text;

        Level(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static LogConfig read(Section section) {
        LogConfig read = new LogConfig(
                section.value("format", Rule.choice(Format.class), Format.TEXT),
                section.value("level", Rule.choice(Level.class), Level.INFO),
                section.values("levels", Rule.text("a logger's name", LogConfig::isName), Rule.choice(Level.class)));
        read.levels.forEach((logger, level) -> {
            if (isHeld(logger) && level.compareTo(Level.INFO) < 0) {
                section.violation("levels", logger + ": " + level, "info, warn or error there: it would log tokens");
            }
        });
        return read;
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
