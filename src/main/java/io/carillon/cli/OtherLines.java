package io.carillon.cli;

import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Takes what the JDK and libraries say by the JDK's own logging: it is to look like everything else. Any thread. */
final class OtherLines extends Handler {

    private static final Map<Level, org.slf4j.event.Level> LEVELS = Map.of(
            Level.SEVERE, org.slf4j.event.Level.ERROR,
            Level.WARNING, org.slf4j.event.Level.WARN,
            Level.INFO, org.slf4j.event.Level.INFO,
            Level.CONFIG, org.slf4j.event.Level.INFO);

    private final SimpleFormatter formatter = new SimpleFormatter();

    /** From now on; what is lighter than {@link Level#INFO} is not asked for. */
    static void take() {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        root.addHandler(new OtherLines());
    }

    @Override
    public void publish(LogRecord line) {
        org.slf4j.event.Level level = LEVELS.getOrDefault(line.getLevel(), org.slf4j.event.Level.DEBUG);
        LoggerFactory.getLogger(String.valueOf(line.getLoggerName()))
                .atLevel(level)
                .setCause(line.getThrown())
                .log(formatter.formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
