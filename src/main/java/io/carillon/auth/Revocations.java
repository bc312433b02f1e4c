package io.carillon.auth;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All that was revoked and may still be presented, as this node knows it, and who is to be told. Asked whenever a token is
 * presented, which takes some lookups. Any thread.
 */
public final class Revocations {

    /** Has connections, and closes those whose tokens were revoked. */
    public interface Listener {

        /**
         * From any thread; must not block.
         *
         * @return completes with how many connections there were
         */
        Future<Integer> revoked(Revocation revocation);
    }

    private final Clock clock;
    private final Map<Revocation.Kind, Map<String, Revocation>> known = new EnumMap<>(Revocation.Kind.class);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public Revocations(Clock clock) {
        this.clock = clock;
        for (Revocation.Kind kind : Revocation.Kind.values()) {
            known.put(kind, new ConcurrentHashMap<>());
        }
    }

    /**
     * Tells of revocations from now on. What is presented after that, but was verified before, has to be {@linkplain
     * #covers asked for} by the listener itself.
     *
     * @return ends it
     */
    public Runnable onRevoked(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * From now on such tokens are refused, and connections with them are closed; whether this was known or not.
     *
     * @return completes with how many connections were affected on this node
     */
    public Future<Integer> revoke(Revocation revocation) {
        of(revocation.kind()).merge(revocation.subject(), revocation, Revocation::and);
        List<Future<Integer>> told =
                listeners.stream().map(listener -> listener.revoked(revocation)).toList();
        return Future.join(told).map(done -> sum(told)).otherwise(failed -> sum(told));
    }

    private static int sum(List<Future<Integer>> counts) {
        return counts.stream()
                .filter(Future::succeeded)
                .mapToInt(Future::result)
                .sum();
    }

    /** Whether this is known, or one that says as much. */
    public boolean isKnown(Revocation revocation) {
        Revocation mine = of(revocation.kind()).get(revocation.subject());
        return mine != null && mine.moment() >= revocation.moment() && mine.until() >= revocation.until();
    }

    /** Whether another one that is known says more. */
    public boolean isSurpassed(Revocation revocation) {
        Revocation mine = of(revocation.kind()).get(revocation.subject());
        return mine != null && mine.moment() > revocation.moment() && mine.until() >= revocation.until();
    }

    /** Now, in ms since 1970. */
    public long now() {
        return clock.millis();
    }

    /** Whether a token was revoked. */
    public boolean covers(Grant grant) {
        return find(grant) != null;
    }

    /** One that is about a token; null where there is none. */
    @Nullable
    Revocation find(Grant grant) {
        Revocation found = find(Revocation.Kind.USER, grant.user(), grant);
        if (found == null) {
            found = find(Revocation.Kind.ALL, "", grant);
        }
        if (found == null && grant.tokenId().isPresent()) {
            found = find(Revocation.Kind.ID, grant.tokenId().get(), grant);
        }
        if (found == null && !of(Revocation.Kind.TOKEN).isEmpty()) {
            found = find(Revocation.Kind.TOKEN, Fingerprint.text(grant.fingerprint()), grant);
        }
        return found;
    }

    private @Nullable Revocation find(Revocation.Kind kind, String subject, Grant grant) {
        Revocation found = of(kind).get(subject);
        return found != null && found.covers(grant) ? found : null;
    }

    /**
     * @throws TokenException where a token was revoked
     */
    public void check(Grant grant) {
        if (covers(grant)) {
            throw new TokenException("the token was revoked");
        }
    }

    /** Everything that may not be forgotten yet. */
    public List<Revocation> all() {
        List<Revocation> all = new ArrayList<>();
        long now = clock.millis();
        known.values()
                .forEach(some -> some.values().stream()
                        .filter(revocation -> revocation.until() > now)
                        .forEach(all::add));
        return all;
    }

    /** How many are remembered. */
    public int size() {
        return known.values().stream().mapToInt(Map::size).sum();
    }

    /** Forgets what may be forgotten. To be called now and then. */
    public void tidy() {
        long now = clock.millis();
        known.values().forEach(some -> some.values().removeIf(revocation -> revocation.until() <= now));
    }

    private Map<String, Revocation> of(Revocation.Kind kind) {
        return Objects.requireNonNull(known.get(kind));
    }
}
