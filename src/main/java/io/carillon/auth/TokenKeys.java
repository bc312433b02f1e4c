package io.carillon.auth;

import io.carillon.config.JwksConfig;
import io.carillon.count.Tally;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    private final Tally<TokenCounters.Fetch> fetches;
    private volatile KeyRing ring;
    private volatile boolean closed;
    private volatile byte[] body = {};
    private String problem = "";
    private long fetched = System.nanoTime(); // when that was tried last
    private long timer = -1;
    private @Nullable Future<Void> running;
    private @Nullable Long learned;

    private TokenKeys(Vertx vertx, KeyRing own, JwksConfig config, Tally<TokenCounters.Fetch> fetches) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.own = own;
        this.ring = own;
        this.config = config;
        this.fetches = fetches;
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
        return new TokenKeys(vertx, own, config, new Tally<>(TokenCounters.Fetch.class)).begin();
    }

    private Future<TokenKeys> begin() {
        if (config.url().isPresent()) {
            return cycle().map(this);
        }
        if (config.file().isPresent()) {
            comeBack(); // it has just been read
        }
        return Future.succeededFuture(this);
    }

    /**
     * The same in the place of others, which go on until they are {@linkplain #close closed}: a set of the same URL that they
     * have had is in use until it has been fetched again, which is when they would have done it: however often there are others,
     * it is fetched as often as is configured. Fetches are counted on.
     */
    public static Future<TokenKeys> start(Vertx vertx, KeyRing own, JwksConfig config, TokenKeys before) {
        TokenKeys keys = new TokenKeys(vertx, own, config, before.fetches);
        return vertx.executeBlocking(() -> keys.inherited(before), false)
                .compose(inherited -> Boolean.TRUE.equals(inherited) ? Future.succeededFuture(keys) : keys.begin());
    }

    /** Calculates. */
    private boolean inherited(TokenKeys before) {
        byte[] had = before.body;
        if (config.url().isEmpty() || !config.url().equals(before.config.url()) || had.length == 0) {
            return false;
        }
        try {
            ring = own.and(JwkSet.read(had, shown, own.keys()));
        } catch (RuntimeException e) { // beside other keys it cannot be used
            return false;
        }
        body = had;
        comeBack(before);
        return true;
    }

    private synchronized void comeBack(TokenKeys before) {
        synchronized (before) {
            fetched = before.fetched;
        }
        comeBack();
    }

    /** Whether all that should be there is: a set at a URL has been had once. */
    public boolean isReady() {
        return config.url().isEmpty() || ring != own;
    }

    /** Fetches no more by itself. */
    public synchronized void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    @Override
    public void check(SignedToken token) {
        ring.check(token);
    }

    @Override
    public Optional<KeySource> signedBy(SignedToken token) {
        return ring.signedBy(token);
    }

    @Override
    public List<KeySource> known() {
        return ring.known();
    }

    @Override
    public Object keys() {
        return ring;
    }

    @Override
    public Tally<TokenCounters.Fetch> fetches() {
        return fetches;
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

    private synchronized void comeBack() {
        if (!closed) {
            long pause = isReady() ? config.refresh().toMillis() : RETRY;
            long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fetched);
            timer = vertx.setTimer(Math.max(1, pause - since), now -> cycle());
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
                .compose(bytes -> vertx.executeBlocking(() -> take(from, bytes.getBytes()), false))
                .onComplete(result -> {
                    fetched(result);
                    done.complete();
                }));
        return done.future();
    }

    /** Calculates; one at a time. */
    private boolean take(Source from, byte[] bytes) {
        if (Arrays.equals(bytes, body)) {
            return false;
        }
        KeyRing taken = from.ring(bytes);
        body = bytes;
        ring = taken;
        if (!closed) {
            LOG.info(
                    "the JWK Set was taken from={} keys={}", shown, taken.keys().size());
        }
        return true;
    }

    /** A trouble that lasts is told once. */
    private synchronized void fetched(AsyncResult<?> result) {
        running = null;
        fetched = System.nanoTime();
        fetches.add(result.succeeded() ? TokenCounters.Fetch.SUCCEEDED : TokenCounters.Fetch.FAILED);
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
