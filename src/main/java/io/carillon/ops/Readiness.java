package io.carillon.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node wants connections. A node that has started does once the cluster's data has its copies: before that, whoever
 * replaces one node after another must not go on, or the next one takes the only copy along. From then on it is ready whatever happens
 * to others: when a node dies all the rest lack copies, and were they all unready, there would be nobody left.
 *
 * <p>Somebody else's trouble is not to keep a node away for good: after {@link #LONGEST_MILLIS} it is ready without, and says so.
 * Any thread.
 */
public final class Readiness {

    /** How long copies are waited for, since the node has started. */
    static final long LONGEST_MILLIS = 120_000;

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private static final long FIRST_MILLIS = 1_000;
    private static final long SOON_MILLIS = 1_000;
    private static final long LATER_MILLIS = 10_000;

    private final Vertx vertx;
    private final Supplier<Optional<String>> obstacle;
    private final Supplier<Future<Boolean>> copies;
    private final long longestMillis;
    private volatile boolean started;
    private volatile boolean hadCopies;
    private volatile boolean safe;
    private long until;

    /**
     * @param obstacle what else keeps the node from wanting connections, if anything does
     * @param copies asks whether the node's data has its copies; may take seconds
     */
    public Readiness(Vertx vertx, Supplier<Optional<String>> obstacle, Supplier<Future<Boolean>> copies) {
        this(vertx, obstacle, copies, LONGEST_MILLIS);
    }

    Readiness(Vertx vertx, Supplier<Optional<String>> obstacle, Supplier<Future<Boolean>> copies, long longestMillis) {
        this.vertx = vertx;
        this.obstacle = obstacle;
        this.copies = copies;
        this.longestMillis = longestMillis;
    }

    /**
     * The node accepts connections; once.
     *
     * @return completes when it was asked for copies for the first time, after a second at most: a node that is alone is ready then.
     *     Never fails
     */
    public Future<Void> begin() {
        started = true;
        until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longestMillis);
        Promise<Void> asked = Promise.promise();
        look().onComplete(done -> asked.tryComplete());
        vertx.setTimer(FIRST_MILLIS, late -> asked.tryComplete());
        return asked.future();
    }

    private Future<Void> look() {
        return copies.get().otherwise(false).compose(found -> {
            safe = found;
            if (!hadCopies) {
                decide(found);
            }
            vertx.setTimer(hadCopies ? LATER_MILLIS : SOON_MILLIS, again -> look());
            return Future.succeededFuture();
        });
    }

    private void decide(boolean found) {
        if (!found && System.nanoTime() - until >= 0) {
            LOG.warn(
                    "ready though data still lacks copies: waited {} s",
                    TimeUnit.MILLISECONDS.toSeconds(longestMillis));
        }
        hadCopies = found || System.nanoTime() - until >= 0;
    }

    /** Whether the node accepts connections, or has. */
    boolean isStarted() {
        return started;
    }

    boolean isReady() {
        return unready().isEmpty();
    }

    /** Whether the node's data has its copies, some seconds ago. */
    boolean isSafe() {
        return safe;
    }

    /** Why the node does not want connections; empty where it does. */
    public Optional<String> unready() {
        if (!started) {
            return Optional.of(Management.STARTING);
        }
        Optional<String> other = obstacle.get();
        if (other.isPresent() || hadCopies) {
            return other;
        }
        return Optional.of("the cluster's data does not have its copies yet");
    }
}
