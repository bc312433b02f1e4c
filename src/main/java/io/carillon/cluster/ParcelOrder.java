package io.carillon.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which parcels of publications still come in the order in which their senders wrote them. After a pause that was longer
 * than the bus's patience a sender has a new connection, while what it wrote to the old one is yet to be read; both are
 * then read by turns. What is older than something that was delivered already is refused. Plain; for one thread.
 *
 * <p>A sender that is no member any more is remembered for {@link #KEEP_MILLIS}: whoever was paused that long finds it
 * gone, and there again, while it reads what came over both connections.
 */
final class ParcelOrder {

    static final long KEEP_MILLIS = 60_000;

    private record Last(long incarnation, long number) {}

    private final Map<String, Last> senders = new HashMap<>();
    private final Map<String, Long> goneSince = new HashMap<>(); // those of the senders that are no members

    /** Whether the parcel is later than all that came from this sender; if so, it is the last one now. */
    boolean isNext(String sender, long incarnation, long number) {
        Last last = senders.get(sender);
        if (last != null && !isLater(incarnation, number, last)) {
            return false;
        }
        senders.put(sender, new Last(incarnation, number));
        return true;
    }

    private static boolean isLater(long incarnation, long number, Last last) {
        return incarnation > last.incarnation() || incarnation == last.incarnation() && number > last.number();
    }

    /** Forgets senders that have been no members for long. To be called every few seconds. */
    void tidy(Set<String> members, long now) {
        goneSince.keySet().removeIf(members::contains);
        for (String sender : senders.keySet()) {
            if (!members.contains(sender)) {
                goneSince.putIfAbsent(sender, now);
            }
        }
        List<String> forgotten = goneSince.keySet().stream()
                .filter(sender -> now - goneSince.getOrDefault(sender, now) >= KEEP_MILLIS)
                .toList();
        forgotten.forEach(goneSince::remove);
        forgotten.forEach(senders::remove);
    }

    /** How many senders are remembered. */
    int size() {
        return senders.size();
    }
}
