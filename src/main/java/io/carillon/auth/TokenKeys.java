package io.carillon.auth;

import io.carillon.config.JwksConfig;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are checked with, as they are now: those of the configuration, and those of a JWK Set at a URL,
 * where there is one. The set is fetched again and again, and when a token comes whose key is not known. What was had last
 * stays in use until there is something better. Any thread.
 */
public final class TokenKeys implements SignatureCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    /** How long it is waited until the next try where nothing was had yet, in ms. */
    private static final long RETRY = 2_000;

    /** Tokens with unknown keys are anybody's to make: so often they may cause something, in ns. */
    private static final long LEARNING_PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final Vertx vertx;
    private final Context context;
    private final KeyRing own;
    private final JwksConfig config;
    private final @Nullable JwksClient client;
    private final String shownUrl;
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
        this.client = config.url().map(url -> new JwksClient(vertx, url)).orElse(null);
        this.shownUrl = config.url().map(TokenKeys::shown).orElse("");
    }

    /** Without the query: there may be a secret in it. */
    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    /**
     * Fetches the set, if there is one at a URL, for the first time.
     *
     * @param own the configured ones
     * @return completes when that was tried, which takes some seconds at most; never fails
     */
    public static Future<TokenKeys> start(Vertx vertx, KeyRing own, JwksConfig config) {
        TokenKeys keys = new TokenKeys(vertx, own, config);
        return keys.client == null ? Future.succeededFuture(keys) : keys.cycle().map(keys);
    }

    /** Whether all that should be there is: a set at a URL has been had once. */
    public boolean isReady() {
        return client == null || ring != own;
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
        if (client == null || ring != tried) {
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
        return fetch().onComplete(done -> {
            if (!closed) {
                vertx.setTimer(isReady() ? config.refresh().toMillis() : RETRY, timer -> cycle());
            }
        });
    }

    /** Completes when the set was fetched, or could not be. */
    private synchronized Future<Void> fetch() {
        JwksClient from = client;
        if (running != null || from == null) {
            return running == null ? Future.succeededFuture() : running;
        }
        Promise<Void> done = Promise.promise();
        running = done.future();
        context.runOnContext(nothing -> from.fetch()
                .compose(fetched -> vertx.executeBlocking(() -> take(fetched), false))
                .onComplete(result -> {
                    fetched(result);
                    done.complete();
                }));
        return done.future();
    }

    /** Calculates; one at a time. */
    private boolean take(Buffer fetched) {
        byte[] bytes = fetched.getBytes();
        if (Arrays.equals(bytes, body)) {
            return false;
        }
        List<VerificationKey> keys = JwkSet.read(bytes, shownUrl, own.keys());
        body = bytes;
        ring = own.and(keys);
        LOG.info("the JWK Set was taken url={} keys={}", shownUrl, keys.size());
        return true;
    }

    /** A trouble that lasts is told once. */
    private synchronized void fetched(AsyncResult<?> result) {
        running = null;
        String now = result.succeeded() ? "" : String.valueOf(result.cause().getMessage());
        if (!now.isEmpty() && !now.equals(problem) && !closed) {
            LOG.warn(
                    "the JWK Set could not be fetched, {} url={} cause={}",
                    isReady() ? "the one before stays in use" : "the node is not ready",
                    shownUrl,
                    now);
        }
        problem = now;
    }
}
