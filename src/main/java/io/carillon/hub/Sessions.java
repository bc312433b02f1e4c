package io.carillon.hub;

import io.carillon.cluster.Dismissal;
import io.carillon.cluster.Places;
import io.carillon.config.SessionLimits;
import io.carillon.message.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections a user has in the cluster, where that is limited. Any thread.
 *
 * <p>Where nobody can say in time how many there are, since a node has died or is frozen just now: with {@code close-oldest}
 * the new one is let in, and the count is made up for later; with {@code reject} it is not, since a limit that does not
 * hold when nodes fail would be none.
 */
public final class Sessions {

    /** What becomes of a new connection. */
    public enum Verdict {
        ADMITTED,
        /** The user has as many as it may. */
        FULL,
        /** Nobody knows now. */
        UNKNOWN
    }

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private static final String REASON = "a newer login of the same user took this one's place";
    /** How often, and after which time, a node is told again that does not answer. */
    private static final int TRIES = 60;

    private static final long AGAIN_MILLIS = 500;

    /** The same where the connection is not there: it is gone, or it has not been opened yet, which takes a moment. */
    private static final int SEARCHES = 40;

    private static final long SEARCH_MILLIS = 100;

    private final Vertx vertx;
    private final Places places;
    private final Post post;
    private volatile SessionLimits limits;
    private final Set<String> closing = ConcurrentHashMap.newKeySet();
    private final LongAdder closed = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    /** @param hub started */
    public Sessions(Vertx vertx, Hub hub, SessionLimits limits) {
        this.vertx = vertx;
        this.places = hub.cluster().sessions();
        this.post = hub.post();
        this.limits = limits;
        places.onLost(this::lost);
    }

    /** Has another limit hold for who comes from now on; who has come while there was none does not count. */
    public void change(SessionLimits other) {
        limits = other;
    }

    /** Whether there is a limit; where there is none, nobody has to be asked. */
    public boolean areLimited() {
        return limits.max() > 0;
    }

    /** How many connections were told to go, by this node, since a newer one took their place. */
    public LongAdder closed() {
        return closed;
    }

    /** How many connections this node has refused. */
    public LongAdder rejected() {
        return rejected;
    }

    /**
     * Counts a connection that is about to be opened. Whatever comes of it, {@link #leave} has to be called when it has ended.
     *
     * @return completes on any thread within {@link Places#LIMIT_MILLIS}, does not fail
     */
    public Future<Verdict> enter(String user, String connection) {
        SessionLimits now = limits;
        boolean closesOldest = now.policy() == SessionLimits.Policy.CLOSE_OLDEST;
        Places.Policy policy = closesOldest ? Places.Policy.CLOSE_OLDEST : Places.Policy.REJECT;
        return places.take(user, connection, now.max(), policy)
                .map(given -> given ? Verdict.ADMITTED : Verdict.FULL)
                .otherwise(cause -> closesOldest ? Verdict.ADMITTED : Verdict.UNKNOWN)
                .onSuccess(verdict -> rejected.add(verdict == Verdict.FULL ? 1 : 0));
    }

    /** A connection has ended, or was never opened. */
    public void leave(String user, String connection) {
        places.give(user, connection); // nothing where it has none
    }

    private void lost(String node, String connection) {
        if (closing.add(connection)) {
            closed.increment();
            close(node, connection, TRIES, SEARCHES);
        }
    }

    /** A node that is frozen is told when it has thawed; one that is gone has no connections any more. */
    private void close(String node, String connection, int tries, int searches) {
        post.close(node, new Dismissal(connection, CloseCode.SESSION, REASON)).onSuccess(count -> {
            if (count < 0 && tries > 0) {
                vertx.setTimer(AGAIN_MILLIS, id -> close(node, connection, tries - 1, searches));
            } else if (count == 0 && searches > 0) {
                vertx.setTimer(SEARCH_MILLIS, id -> close(node, connection, tries, searches - 1));
            } else {
                closing.remove(connection);
                LOG.atDebug()
                        .addKeyValue("node", node)
                        .addKeyValue("connection", connection)
                        .addKeyValue("closed", count)
                        .log("a newer login has taken a place");
            }
        });
    }
}
