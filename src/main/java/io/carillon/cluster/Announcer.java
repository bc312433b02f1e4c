package io.carillon.cluster;

import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells one peer of this node's interest. Plain: time comes in, announcements go out. For one thread.
 *
 * <pre>
 *              begin ──ack of the first──▶ telling all ──ack of the last──▶ told
 *                ▲                              │                             │
 *                └────────────── restart ───────┴─────────────────────────────┘
 * </pre>
 *
 * In each state at most one announcement is under way; what changes meanwhile waits and goes with the next, and what
 * became of it in the end is what is told. One that is not acknowledged in time, or that the bus could not deliver, goes
 * back to what waits and is told again under a new number. An announcement is bounded, so everything may take several.
 */
final class Announcer {

    private static final int MOST_CHARS = 64 * 1024;
    private static final long ANSWER_MILLIS = 250;
    private static final long RETRY_MILLIS = 20;
    private static final long LONGEST_MILLIS = 4_000;

    private enum Phase {
        BEGIN,
        TELLING_ALL,
        TOLD
    }

    /** @param rooms what it tells of, with the version at which that began to wait */
    private record Underway(Announcement announcement, Map<RoomName, Long> rooms, long due) {}

    private final long incarnation;
    private final OwnInterest own;
    private final int mostRooms;
    private final LongSupplier numbers;

    private Phase phase = Phase.BEGIN;
    private Map<RoomName, Long> waiting = new LinkedHashMap<>(); // oldest first
    private @Nullable Underway underway;
    private long acked;
    private int tries;

    /**
     * @param mostRooms how many rooms one announcement may tell of
     * @param numbers for announcements, ascending for the whole incarnation: this node may take a peer for dead, and
     *     begin with it anew, while the peer has seen nothing of that
     */
    Announcer(long incarnation, OwnInterest own, int mostRooms, LongSupplier numbers) {
        this.incarnation = incarnation;
        this.own = own;
        this.mostRooms = mostRooms;
        this.numbers = numbers;
        restart();
    }

    /** Begins to tell everything. */
    void restart() {
        phase = Phase.BEGIN;
        underway = null;
        tries = 0;
        waiting = new LinkedHashMap<>();
        own.rooms().rooms().forEach(room -> waiting.put(room, own.version()));
    }

    /** Whether the peer has been told everything once. */
    boolean hasTold() {
        return phase == Phase.TOLD;
    }

    /** The room has been entered or left; {@link OwnInterest} knows which. */
    void changed(RoomName room) {
        waiting.putIfAbsent(room, own.version());
    }

    /** The last {@linkplain OwnInterest#version() version} of which the peer has acknowledged everything. */
    long settled() {
        if (phase != Phase.TOLD) {
            return -1;
        }
        if (underway != null && !underway.rooms().isEmpty()) {
            return oldest(underway.rooms()) - 1;
        }
        return waiting.isEmpty() ? own.version() : oldest(waiting) - 1;
    }

    private static long oldest(Map<RoomName, Long> rooms) {
        return rooms.values().iterator().next();
    }

    /** What is to be sent now; null where there is nothing to say, or an answer is still to come. */
    @Nullable
    Announcement next(long now) {
        if (underway != null) {
            if (now < underway.due()) {
                return null;
            }
            giveBack(underway);
        }
        if (waiting.isEmpty() && phase == Phase.TOLD) {
            return null;
        }
        return compose(now);
    }

    private void giveBack(Underway lost) {
        Map<RoomName, Long> all = new LinkedHashMap<>(lost.rooms());
        waiting.forEach(all::putIfAbsent);
        waiting = all;
        underway = null;
    }

    private Announcement compose(long now) {
        List<RoomName> entered = new ArrayList<>();
        List<RoomName> left = new ArrayList<>();
        Map<RoomName, Long> taken = take();
        taken.keySet().forEach(room -> (own.rooms().contains(room) ? entered : left).add(room));
        boolean first = phase == Phase.BEGIN;
        boolean last = phase != Phase.TOLD && waiting.isEmpty();
        Announcement announcement =
                new Announcement(incarnation, acked, numbers.getAsLong(), first, last, entered, left);
        underway = new Underway(announcement, taken, now + backoff(ANSWER_MILLIS));
        tries++;
        return announcement;
    }

    private Map<RoomName, Long> take() {
        Map<RoomName, Long> taken = new LinkedHashMap<>();
        int chars = 0;
        Iterator<Map.Entry<RoomName, Long>> oldest = waiting.entrySet().iterator();
        while (oldest.hasNext() && taken.size() < mostRooms && chars < MOST_CHARS) {
            Map.Entry<RoomName, Long> entry = oldest.next();
            taken.put(entry.getKey(), entry.getValue());
            chars += entry.getKey().value().length();
            oldest.remove();
        }
        return taken;
    }

    private long backoff(long shortest) {
        return Math.min(LONGEST_MILLIS, shortest << Math.min(tries, 8));
    }

    /** The peer stands at {@code number}. */
    void acked(long number) {
        if (underway == null || underway.announcement().seq() != number) {
            return; // of an earlier try
        }
        Announcement told = underway.announcement();
        underway = null;
        acked = number;
        tries = 0;
        if (told.last()) {
            phase = Phase.TOLD;
        } else if (told.first()) {
            phase = Phase.TELLING_ALL;
        }
    }

    /** The bus could not deliver it. Answers in how many ms it will be due again; 0 where it does not matter any more. */
    long failed(long number, long now) {
        if (underway == null || underway.announcement().seq() != number) {
            return 0;
        }
        long delay = backoff(RETRY_MILLIS);
        underway = new Underway(underway.announcement(), underway.rooms(), now + delay);
        return delay;
    }

    /** What the peer should know by now; null while something is on its way to it. */
    @Nullable
    Digest digest() {
        if (phase != Phase.TOLD || underway != null || !waiting.isEmpty()) {
            return null;
        }
        return new Digest(incarnation, acked, own.rooms().count(), own.rooms().hash());
    }
}
