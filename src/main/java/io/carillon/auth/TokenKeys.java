package io.carillon.auth;

import io.carillon.config.JwksConfig;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are checked with, as they are now: those of the configuration, and those of a JWK Set at a URL or in
 * a file, where there is one. The set is fetched again and again, and when a token comes whose key is not known. What was
 * had last stays in use until there is something better. Any thread.
 */
public final class TokenKeys implements SignatureCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    /** How long it is waited until the next try where nothing was had yet, in ms. */
    private static final long RETRY = 2_000;

    /** Tokens with unknown keys are anybody's to make: so often they may cause something, in ns. */
    private static final long LEARNING_PAUSE = TimeUnit.SECONDS.toNanos(10);

    /** Where the set is. */
    private interface Source {

        Future<Buffer> fetch();

        /** All keys, with those of a set that has changed. Blocks. */
        KeyRing ring(byte[] set);
    }

    private final class AtUrl implements Source {

        private final JwksClient client;

        AtUrl(URI url) {
            client = new JwksClient(vertx, url);
        }

        @Override
        public Future<Buffer> fetch() {
            return client.fetch();
        }

        @Override
        public KeyRing ring(byte[] set) {
            return own.and(JwkSet.read(set, shown, own.keys()));
        }
    }

    /** Its keys are among those of the configuration, and an error in it was one of the configuration at first. */
    private final class InFile implements Source {

        private final String file;

        InFile(Path file) {
            this.file = file.toString();
        }

        @Override
        public Future<Buffer> fetch() {
            return vertx.fileSystem().readFile(file);
        }

        @Override
        public KeyRing ring(byte[] set) {
            return own.again();
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final KeyRing own;
    private final JwksConfig config;
    private final String shown;
    private final @Nullable Source source;
    private volatile KeyRing ring;
    private volatile boolean closed;
    private byte[] body = {};
    private String problem = "";
    private @Nullable Future<Void> running;
    private @Nullable Long learned;

    private TokenKeys(Vertx vertx, KeyRing own, JwksConfig config) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.own = own;
        this.ring = own;
        this.config = config;
        this.shown = config.url()
                .map(TokenKeys::shown)
                .or(() -> config.file().map(Path::toString))
                .orElse("");
        this.source = config.url()
                .<Source>map(AtUrl::new)
                .or(() -> config.file().map(InFile::new))
                .orElse(null);
    }

    /** Without the query: there may be a secret in it. */
    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    /**
     * Fetches the set, if there is one at a URL, for the first time.
     *
     * @param own the configured ones, those of a set in a file included
     * @return completes when that was tried, which takes some seconds at most; never fails
     */
    public static Future<TokenKeys> start(Vertx vertx, KeyRing own, JwksConfig config) {
        TokenKeys keys = new TokenKeys(vertx, own, config);
        if (config.url().isPresent()) {
            return keys.cycle().map(keys);
        }
        if (config.file().isPresent()) {
            keys.comeBack(); // it has just been read
        }
        return Future.succeededFuture(keys);
    }

    /** Whether all that should be there is: a set at a URL has been had once. */
    public boolean isReady() {
        return config.url().isEmpty() || ring != own;
    }

    /** Fetches no more. */
    public void close() {
        closed = true;
    }

    @Override
    public void check(SignedToken token) {
        ring.check(token);
    }

    @Override
    public Object keys() {
        return ring;
    }

    @Override
    public Future<Boolean> learn(Object tried) {
        if (source == null || ring != tried) {
            return Future.succeededFuture(ring != tried);
        }
        return ask().compose(done -> isReady()
                ? Future.succeededFuture(ring != tried)
                : Future.failedFuture(new KeysUnavailableException()));
    }

    /** Waits for what is being fetched, or fetches where that was not done for this reason just before. */
    private synchronized Future<Void> ask() {
        if (running != null) {
            return running;
        }
        long now = System.nanoTime();
        if (learned != null && now - learned < LEARNING_PAUSE) {
            return Future.succeededFuture();
        }
        learned = now;
        return fetch();
    }

    private Future<Void> cycle() {
        return fetch().onComplete(done -> comeBack());
    }

    private void comeBack() {
        if (!closed) {
            vertx.setTimer(isReady() ? config.refresh().toMillis() : RETRY, timer -> cycle());
        }
    }

    /** Completes when the set was fetched, or could not be. */
    private synchronized Future<Void> fetch() {
        Source from = source;
        if (running != null || from == null) {
            return running == null ? Future.succeededFuture() : running;
        }
        Promise<Void> done = Promise.promise();
        running = done.future();
        context.runOnContext(nothing -> from.fetch()
                .compose(fetched -> vertx.executeBlocking(() -> take(from, fetched), false))
                .onComplete(result -> {
                    fetched(result);
                    done.complete();
                }));
        return done.future();
    }

    /** Calculates; one at a time. */
    private boolean take(Source from, Buffer fetched) {
        byte[] bytes = fetched.getBytes();
        if (Arrays.equals(bytes, body)) {
            return false;
        }
        KeyRing taken = from.ring(bytes);
        body = bytes;
        ring = taken;
        LOG.info("the JWK Set was taken from={} keys={}", shown, taken.keys().size());
        return true;
    }

    /** A trouble that lasts is told once. */
    private synchronized void fetched(AsyncResult<?> result) {
        running = null;
        String now = result.succeeded() ? "" : String.valueOf(result.cause().getMessage());
        if (!now.isEmpty() && !now.equals(problem) && !closed) {
            LOG.warn(
                    "the JWK Set could not be fetched, {} from={} cause={}",
                    isReady() ? "the one before stays in use" : "the node is not ready",
                    shown,
                    now);
        }
        problem = now;
    }
}
