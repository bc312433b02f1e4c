package io.carillon.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.carillon.config.LogConfig;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Where logs go: to stderr, and nowhere else, since stdout belongs to the ready line. Libraries that talk much are held
 * to warnings unless somebody debugs.
 */
final class Logging {

    private static final List<String> TALKATIVE = List.of("com.hazelcast", "io.netty", "io.vertx");

    /** What it logs is thrown as well, and when somebody debugs has the data in it. */
    private static final String JSON_SCHEMA = "com.networknt";

    private Logging() {}

    /** Sets up the process's logging, again where it was. To be called before a Vert.x or Hazelcast exists. */
    static void configure(LogConfig config) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("hazelcast.logging.type", "slf4j");
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = Level.toLevel(config.level().toString());
        root.setLevel(level);
        root.addAppender(stderr(context, layout(config.format())));
        if (level.isGreaterOrEqual(Level.INFO)) {
            Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
            TALKATIVE.forEach(name -> context.getLogger(name).setLevel(quiet));
        }
        context.getLogger(JSON_SCHEMA).setLevel(Level.OFF);
    }

    /** Being alone is what was asked for where no cluster is configured: Hazelcast warns of it twice at each start. */
    static void alone() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger("com.hazelcast.instance.impl.Node")
                .setLevel(Level.ERROR);
    }

    private static LayoutBase<ILoggingEvent> layout(LogConfig.Format format) {
        return switch (format) {
            case TEXT -> new TextLines();
            case JSON -> new JsonLines();
        };
    }

    private static ConsoleAppender<ILoggingEvent> stderr(LoggerContext context, LayoutBase<ILoggingEvent> layout) {
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
