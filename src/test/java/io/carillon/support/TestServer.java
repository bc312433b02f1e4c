package io.carillon.support;

import io.carillon.Carillon;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A real node in this JVM, alone in its cluster, on free ports, with the key of {@link Tokens}. */
public final class TestServer implements AutoCloseable {

    private static final long PATIENCE = 120;

    private final Carillon carillon;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private TestServer(Carillon carillon) {
        this.carillon = carillon;
    }

    /**
     * @param settings as for {@code --set}
     */
    public static TestServer start(String... settings) {
        return start(false, settings);
    }

    /** A node with another store of streams. */
    public static TestServer start(StreamStore streams, String... settings) {
        return new TestServer(await(Carillon.start(config(List.of(), false, settings), false, cluster -> streams)
                .toCompletionStage()
                .toCompletableFuture()));
    }

    /** A node with something around its own store of streams. */
    public static TestServer startWithStore(UnaryOperator<StreamStore> around, String... settings) {
        return new TestServer(await(
                Carillon.start(config(List.of(), false, settings), false, cluster -> around.apply(cluster.streams()))
                        .toCompletionStage()
                        .toCompletableFuture()));
    }

    public static TestServer start(boolean dev, String... settings) {
        return start(List.of(), dev, settings);
    }

    /**
     * @param files as for {@code --config}
     * @param settings as for {@code --set}
     */
    public static TestServer start(List<Path> files, boolean dev, String... settings) {
        return new TestServer(await(Carillon.start(config(files, dev, settings), dev)
                .toCompletionStage()
                .toCompletableFuture()));
    }

    private static Config config(List<Path> files, boolean dev, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "http.port=0",
                "http.host=127.0.0.1",
                "drain.over=0s",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]"));
        all.addAll(List.of(settings));
        ConfigSources sources = new ConfigSources(files, Map.of(), dev, all, ConfigSources.Options.NONE);
        return ConfigLoader.load(sources).config();
    }

    public Carillon carillon() {
        return carillon;
    }

    public int port() {
        return carillon.port();
    }

    public int managementPort() {
        return carillon.managementPort();
    }

    /** A client that has been welcomed. */
    public Client connect(String user) {
        return Client.connect(port(), "/ws", Tokens.of(user));
    }

    /** Waits until it knows of so many nodes; where the machine is busy, they take their time to meet. */
    public void awaitNodes(int count) {
        Eventually.until(
                Duration.ofSeconds(PATIENCE),
                count + " nodes have met",
                () -> carillon.hub().core().cluster().nodes() == count);
    }

    /** Begins to drain. */
    public CompletableFuture<Void> drain() {
        carillon.drain().onComplete(done -> stopped.complete(null));
        return stopped;
    }

    @Override
    public void close() {
        drain();
        await(stopped);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
