package io.carillon.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.carillon.config.LogConfig;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Where logs go: to stderr, and nowhere else, since stdout belongs to the ready line. Libraries that talk much are held
 * to warnings unless somebody debugs, and those that would log tokens to what they have to tell people ({@link
 * LogConfig#HELD}). Any thread.
 */
final class Logging {

    private static final List<String> TALKATIVE = List.of("com.hazelcast", "io.netty", "io.vertx");

    /** Where no cluster is configured, being alone is what was asked for: Hazelcast warns of it twice at each start. */
    private static final String LONELY = "com.hazelcast.instance.impl.Node";

    /** What it logs is thrown as well, and when somebody debugs has the data in it. */
    private static final String JSON_SCHEMA = "com.networknt";

    private static final String APPENDER = "carillon";

    private static final Lines LINES = new Lines();

    private static boolean alone;

    private Logging() {}

    /** Sets up the process's logging. To be called before a Vert.x or Hazelcast exists. */
    static void configure(LogConfig config) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("hazelcast.logging.type", "slf4j");
        OtherLines.take();
        apply(config);
    }

    /**
     * Has another format and other levels hold from now on, at any time; each line is in the old format or in the new one,
     * and none is lost or doubled.
     */
    static synchronized void apply(LogConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Map<String, Level> levels = levels(config);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(config.level().toString()));
        levels.forEach((name, level) -> context.getLogger(name).setLevel(level));
        for (Logger logger : context.getLoggerList()) {
            if (logger != root && !levels.containsKey(logger.getName())) {
                logger.setLevel(null);
            }
        }
        LINES.layout = layout(config.format());
        if (root.getAppender(APPENDER) == null || !LINES.isStarted()) {
            root.detachAndStopAllAppenders();
            root.addAppender(stderr(context));
        }
    }

    /** Of all loggers that have one of their own. */
    private static Map<String, Level> levels(LogConfig config) {
        Map<String, Level> levels = new HashMap<>();
        Level level = Level.toLevel(config.level().toString());
        if (level.isGreaterOrEqual(Level.INFO)) {
            Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
            TALKATIVE.forEach(name -> levels.put(name, quiet));
        }
        config.levels().forEach((name, own) -> levels.put(name, Level.toLevel(own.toString())));
        if (alone) {
            levels.putIfAbsent(LONELY, Level.ERROR);
        }
        for (String held : LogConfig.HELD) {
            Level inherited = inherited(levels, held, level);
            levels.put(held, inherited.isGreaterOrEqual(Level.INFO) ? inherited : Level.INFO);
        }
        levels.put(JSON_SCHEMA, Level.OFF);
        return levels;
    }

    private static Level inherited(Map<String, Level> levels, String logger, Level root) {
        for (String name = logger; !name.isEmpty(); name = name.substring(0, Math.max(0, name.lastIndexOf('.')))) {
            Level own = levels.get(name);
            if (own != null) {
                return own;
            }
        }
        return root;
    }

    /** There is no cluster to be missed. */
    static synchronized void alone() {
        alone = true;
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(LONELY).setLevel(Level.ERROR);
    }

    private static LayoutBase<ILoggingEvent> layout(LogConfig.Format format) {
        return switch (format) {
            case TEXT -> new TextLines();
            case JSON -> new JsonLines();
        };
    }

    private static ConsoleAppender<ILoggingEvent> stderr(LoggerContext context) {
        LINES.setContext(context);
        LINES.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(LINES);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName(APPENDER);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    /** Lines in the format that holds now. */
    private static final class Lines extends LayoutBase<ILoggingEvent> {

        private volatile LayoutBase<ILoggingEvent> layout = new TextLines();

        @Override
        public String doLayout(ILoggingEvent event) {
            return layout.doLayout(event);
        }
    }
}
