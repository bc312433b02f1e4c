package io.carillon.config;

/**
 * What is remembered of connections.
 *
 * @param events how many of them; 0 for none
 */
public record LogbookConfig(int events) {

    private static final int USUAL = 65_536;
    private static final int MOST = 16_777_216;

    public LogbookConfig {
        Checks.that(events >= 0 && events <= MOST, "a logbook has 0 to " + MOST + " events", events);
    }

    static LogbookConfig read(Section section) {
        return new LogbookConfig(section.value("events", Rule.integer(0, MOST), USUAL));
    }
}
