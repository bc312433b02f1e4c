package io.carillon.hub;

import io.carillon.message.Member;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Members of a room whose connections broke off, and whose users may come back; and, so that nobody is waited for who is
 * back already, how many other members each user has. Plain; for one thread at a time.
 */
final class Grace {

    /**
     * Somebody who is waited for.
     *
     * @param end what follows when that is over
     */
    record Lingering(Member member, Runnable end) {}

    private final Map<String, Integer> present = new HashMap<>(); // by user, without those who linger
    private final Map<String, Deque<Lingering>> lingering = new HashMap<>(); // by user, the oldest first

    void came(Member member) {
        present.merge(member.user(), 1, Integer::sum);
    }

    /** Somebody has left, or begins to linger. */
    void went(Member member) {
        present.computeIfPresent(member.user(), (user, count) -> count == 1 ? gone() : Integer.valueOf(count - 1));
    }

    @SuppressWarnings("NullAway") // removes the entry
    private static Integer gone() {
        return null;
    }

    boolean isPresent(String user) {
        return present.containsKey(user);
    }

    void linger(Member member, Runnable end) {
        lingering.computeIfAbsent(member.user(), user -> new ArrayDeque<>(1)).add(new Lingering(member, end));
    }

    /** The user is back: somebody who is waited for no longer. */
    @Nullable
    Lingering takeOldest(String user) {
        Deque<Lingering> all = lingering.get(user);
        Lingering oldest = all == null ? null : all.peek();
        return oldest == null ? null : take(oldest.member());
    }

    /** The time is over; null where the user was back before. */
    @Nullable
    Lingering take(Member member) {
        Deque<Lingering> all = lingering.get(member.user());
        if (all == null) {
            return null;
        }
        Lingering found = all.stream()
                .filter(one -> one.member().connection().equals(member.connection()))
                .findFirst()
                .orElse(null);
        all.remove(found);
        if (all.isEmpty()) {
            lingering.remove(member.user());
        }
        return found;
    }
}
