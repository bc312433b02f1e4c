package io.carillon.cli;

import io.carillon.client.Client;
import io.carillon.client.ClientOptions;
import io.carillon.client.ClientState;
import io.carillon.client.HandshakeException;
import io.carillon.config.LogConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command's connection to a server, and the Vert.x that it needs. Who uses the command is told when it is lost and when
 * it is there again. Used on the command's thread, which may block.
 */
final class Link implements AutoCloseable {

    private static final long GOODBYE = 3;
    private static final Pattern REFUSAL = Pattern.compile("(?s)(.*?: )\\{.*\"reason\":\"([^\"\\\\]*)\".*");

    private final Vertx vertx;
    private final Client client;
    private final Consumer<String> tell;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile boolean isClosing;
    private boolean isOpen;

    private Link(Vertx vertx, Client client, Consumer<String> tell) {
        this.vertx = vertx;
        this.client = client;
        this.tell = tell;
    }

    /**
     * Returns when there is a connection: somebody who calls a server that is not there wants to know at once.
     *
     * @param tell told in a sentence of what becomes of the connection later, on its event loop
     * @throws IllegalArgumentException where the options are wrong
     */
    static Link open(Function<Vertx, ClientOptions> options, Consumer<String> tell) throws Exception {
        // What a library warns of is told here in other words.
        Logging.configure(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.ERROR));
        System.setProperty("vertx.disableDnsResolver", "true"); // the platform's is there, and starts faster
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            Link link = new Link(vertx, Client.create(vertx, options.apply(vertx)), tell);
            link.client.stateHandler(link::changed);
            link.client.connect().onFailure(link.opened::completeExceptionally);
            await(link.opened);
            return link;
        } catch (Exception | Error e) {
            vertx.close();
            throw e;
        }
    }

    Client client() {
        return client;
    }

    /** Completes with the reason when the connection has ended for good, other than by {@link #close}. */
    CompletableFuture<String> ended() {
        return ended;
    }

    private void changed(ClientState state) {
        if (isClosing) {
            return;
        }
        if (state instanceof ClientState.Open) {
            if (isOpen) {
                tell.accept("connected again");
            }
            isOpen = true;
            opened.complete(null);
        } else if (state instanceof ClientState.Waiting waiting) {
            if (!isOpen) {
                opened.completeExceptionally(new IllegalStateException("no connection: " + reason(waiting.cause())));
            } else {
                tell.accept(reason(waiting.cause()) + "; trying again in " + seconds(waiting.until()));
            }
        } else if (state instanceof ClientState.Closed closed) {
            String reason = closed.cause() == null
                    ? "closed by the server: " + closed.code() + ' ' + closed.reason()
                    : reason(closed.cause());
            opened.completeExceptionally(new IllegalStateException(reason));
            ended.complete(reason);
        }
    }

    private static String seconds(Instant until) {
        double seconds = Math.max(0, Duration.between(Instant.now(), until).toMillis()) / 1000.0;
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** Refusals have a reason in their body, as JSON; proxies in between have something else. */
    static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        Matcher refusal = REFUSAL.matcher(String.valueOf(cause.getMessage()));
        if (cause instanceof HandshakeException && refusal.matches()) {
            return refusal.group(1) + refusal.group(2);
        }
        String message = cause.getMessage();
        return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }

    /** Waits for an answer. */
    <T> T await(Future<T> future) throws Exception {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Says goodbye to the server, unless that takes too long. */
    @Override
    public void close() {
        isClosing = true;
        try {
            client.close().toCompletionStage().toCompletableFuture().get(GOODBYE, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the process ends anyway
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        vertx.close();
    }
}
