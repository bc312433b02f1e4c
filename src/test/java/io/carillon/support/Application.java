package io.carillon.support;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x application in the same cluster that is no node of Carillon's, and blocks: what the documentation tells others
 * to write, with nothing but Vert.x, Hazelcast and the nodes' file, which makes it a lite member.
 */
public final class Application implements AutoCloseable {

    private static final long PATIENCE = 120;

    private final Vertx vertx;

    /** @param xml how it finds the others */
    public Application(Path xml) {
        this(xml, new VertxOptions());
    }

    /** The same with something special about its Vert.x. */
    public Application(Path xml, VertxOptions options) {
        options.getEventBusOptions().setHost("127.0.0.1");
        vertx = await(Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(config(xml)))
                .buildClustered());
    }

    private static Config config(Path xml) {
        try {
            return new FileSystemXmlConfig(xml.toFile()).setProperty("hazelcast.phone.home.enabled", "false");
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    public EventBus bus() {
        return vertx.eventBus();
    }

    /** The answer to a request that has to succeed. */
    public JsonObject ask(String address, Object body) {
        return await(bus().<JsonObject>request(address, body)).body();
    }

    /** How a request fails, as {@code 400 bad_request}; the answer where it does not. */
    public String failure(String address, Object body, DeliveryOptions options) {
        try {
            return String.valueOf(bus().request(address, body, options)
                    .await(PATIENCE, TimeUnit.SECONDS)
                    .body());
        } catch (ReplyException e) {
            return e.failureCode() + " " + e.getMessage();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public String failure(String address, Object body) {
        return failure(address, body, new DeliveryOptions());
    }

    /** Everything that comes to an address from now on. */
    public BlockingQueue<Message<Object>> listen(String address) {
        BlockingQueue<Message<Object>> heard = new LinkedBlockingQueue<>();
        serve(address, heard::add);
        return heard;
    }

    /** Listens at an address from now on. */
    public void serve(String address, Handler<Message<Object>> handler) {
        await(bus().consumer(address, handler).completion());
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
