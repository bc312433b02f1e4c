package io.carillon.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.carillon.Carillon;
import io.carillon.Reloader;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.config.LoadedConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A real node in this JVM whose configuration is a file, and can be read again. */
public final class ReloadableServer implements AutoCloseable {

    /** As a file has it: the key of {@link Tokens}. */
    public static final String KEYS = "auth: {jwt: {keys: [{alg: HS256, kid: a, secret: '" + Tokens.SECRET + "'}]}}\n";

    private static final long PATIENCE = 120;

    private final Path file;
    private final Carillon carillon;
    private final Reloader reloader;
    private final @Nullable Level level = logger().getLevel(); // as others have it
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    private ReloadableServer(Path file, Runnable meanwhile) {
        this.file = file;
        Reloader.Plan plan = Reloader.Plan.load(this::load, List.of(file));
        meanwhile.run();
        this.carillon = await(
                Carillon.start(plan.first().config(), false).toCompletionStage().toCompletableFuture());
        appender.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(appender);
        this.reloader = Reloader.start(carillon, plan);
    }

    /** @param file what the server is configured by, besides where it listens */
    public static ReloadableServer start(Path file) {
        return start(file, () -> {});
    }

    /** @param meanwhile runs when the file has been read, and the node has not begun to start */
    public static ReloadableServer start(Path file, Runnable meanwhile) {
        return new ReloadableServer(file, meanwhile);
    }

    private LoadedConfig load() {
        return ConfigLoader.load(new ConfigSources(
                List.of(file),
                Map.of(),
                false,
                List.of("http.port=0", "http.host=127.0.0.1", "management.port=0", "drain.over=0s"),
                ConfigSources.Options.NONE));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Reloader.class);
    }

    /** Has another text read. Answers whether it holds. */
    public boolean reload(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reload();
    }

    /** Has the file read as it is. */
    public boolean reload() {
        return await(reloader.reload());
    }

    /** What was logged of it since this was asked the last time. */
    public String log() {
        List<String> lines = List.copyOf(log);
        log.removeAll(lines);
        return String.join("\n", lines);
    }

    public Reloader reloader() {
        return reloader;
    }

    public Carillon carillon() {
        return carillon;
    }

    public int port() {
        return carillon.port();
    }

    /** A client that has been welcomed. */
    public Client connect(String user) {
        return Client.connect(port(), "/ws", Tokens.of(user));
    }

    /** What it tells about itself. */
    public Exposition metrics() {
        return Exposition.at(carillon.managementPort());
    }

    /** What a handshake is answered. */
    public HttpAnswer ask(String path, Map<String, String> headers) {
        try (RawSocket socket = new RawSocket(port())) {
            Map<String, List<String>> all = RawSocket.handshake();
            headers.forEach((name, value) -> all.put(name, List.of(value)));
            return socket.request("GET " + path + " HTTP/1.1", all);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        logger().detachAppender(appender);
        logger().setLevel(level);
        reloader.close();
        await(carillon.drain().otherwiseEmpty().toCompletionStage().toCompletableFuture());
    }
}
