package io.carillon.config;

/**
 * What is logged, on stderr.
 *
 * @param format how a line looks
 * @param level the least weight that is logged
 */
public record LogConfig(Format format, Level level) {

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
        return new LogConfig(
                section.value("format", Rule.choice(Format.class), Format.TEXT),
                section.value("level", Rule.choice(Level.class), Level.INFO));
    }
}
