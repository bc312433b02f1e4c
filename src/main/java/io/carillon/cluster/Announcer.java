package io.carillon.cluster;

import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * became of it in the end is what is told. One that is not acknowledged in time, or that the bus could not deliver, is
 * told again under a new number. An announcement is bounded, so everything may take several.
 *
 * <p>A peer that never answers costs little: before it has acknowledged the first, nothing waits, since the first is
 * made of how things are then; and where more waits than telling everything would take, everything is told.
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

    /**
     * @param rooms what it tells of, with the version at which that began to wait
     * @param version of the own interest that it was made of
     */
    private record Underway(Announcement announcement, Map<RoomName, Long> rooms, long version, long due) {

        Underway dueAt(long time) {
            return new Underway(announcement, rooms, version, time);
        }
    }

    private final long incarnation;
    private final OwnInterest own;
    private final int mostRooms;
    private final LongSupplier numbers;

    private Phase phase = Phase.BEGIN;
    private Map<RoomName, Long> waiting =
            new LinkedHashMap<>(); // oldest first; before the first is acknowledged unused
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
    }

    /** Begins to tell everything. */
    void restart() {
        phase = Phase.BEGIN;
        underway = null;
        tries = 0;
        waiting = new LinkedHashMap<>();
    }

    /** Whether the peer has been told everything once. */
    boolean hasTold() {
        return phase == Phase.TOLD;
    }

    /** The room has been entered or left; {@link OwnInterest} knows which. */
    void changed(RoomName room) {
        if (phase == Phase.BEGIN && !isUnderway(room)) {
            return; // what is not of the first is looked up when that is acknowledged
        }
        waiting.putIfAbsent(room, own.version());
        if (waiting.size() > own.rooms().count() + 2 * mostRooms) {
            restart();
        }
    }

    private boolean isUnderway(RoomName room) {
        return underway != null && underway.rooms().containsKey(room);
    }

    /** How many rooms are kept in mind for the peer. */
    int backlog() {
        return waiting.size() + (underway == null ? 0 : underway.rooms().size());
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
            return now < underway.due() ? null : announce(again(underway.rooms()), now);
        }
        if (waiting.isEmpty() && phase == Phase.TOLD) {
            return null;
        }
        return announce(new LinkedHashMap<>(), now);
    }

    /** What is still to be told of what was lost: touches nothing else of what waits, which may be a lot. */
    private Map<RoomName, Long> again(Map<RoomName, Long> lost) {
        if (phase == Phase.BEGIN) {
            waiting.clear();
            return new LinkedHashMap<>();
        }
        lost.keySet().forEach(waiting::remove); // it has waited for longer
        return lost;
    }

    private Announcement announce(Map<RoomName, Long> rooms, long now) {
        boolean first = phase == Phase.BEGIN;
        boolean all = first ? fillFromOwn(rooms) : fillFromWaiting(rooms);
        Announcement announcement = compose(rooms.keySet(), first, all && phase != Phase.TOLD);
        underway = new Underway(announcement, rooms, own.version(), now + backoff(ANSWER_MILLIS));
        tries++;
        return announcement;
    }

    private Announcement compose(Set<RoomName> rooms, boolean first, boolean last) {
        List<RoomName> entered = new ArrayList<>();
        List<RoomName> left = new ArrayList<>();
        rooms.forEach(room -> (own.rooms().contains(room) ? entered : left).add(room));
        return new Announcement(incarnation, acked, numbers.getAsLong(), first, last, entered, left);
    }

    /** Whether that is all there is. */
    private boolean fillFromOwn(Map<RoomName, Long> rooms) {
        Long version = own.version();
        int chars = 0;
        Iterator<RoomName> any = own.rooms().rooms().iterator();
        while (any.hasNext() && hasSpace(rooms, chars)) {
            RoomName room = any.next();
            rooms.put(room, version);
            chars += room.value().length();
        }
        return !any.hasNext();
    }

    /** Whether nothing waits any more. */
    private boolean fillFromWaiting(Map<RoomName, Long> rooms) {
        int chars =
                rooms.keySet().stream().mapToInt(room -> room.value().length()).sum();
        Iterator<Map.Entry<RoomName, Long>> oldest = waiting.entrySet().iterator();
        while (oldest.hasNext() && hasSpace(rooms, chars)) {
            Map.Entry<RoomName, Long> entry = oldest.next();
            rooms.put(entry.getKey(), entry.getValue());
            chars += entry.getKey().value().length();
            oldest.remove();
        }
        return waiting.isEmpty();
    }

    private boolean hasSpace(Map<RoomName, Long> rooms, int chars) {
        return rooms.size() < mostRooms && chars < MOST_CHARS;
    }

    private long backoff(long shortest) {
        return Math.min(LONGEST_MILLIS, shortest << Math.min(tries, 8));
    }

    /** The peer stands at {@code number}. */
    void acked(long number) {
        if (underway == null || underway.announcement().seq() != number) {
            return; // of an earlier try
        }
        Underway told = underway;
        underway = null;
        acked = number;
        tries = 0;
        if (told.announcement().first()) {
            waiting = remaining(told);
            phase = Phase.TELLING_ALL;
        }
        if (told.announcement().last()) {
            phase = Phase.TOLD;
        }
    }

    /** What the first did not tell of, or has changed since. A room that it did not mention needs no word of its end. */
    private Map<RoomName, Long> remaining(Underway first) {
        Map<RoomName, Long> rooms = new LinkedHashMap<>();
        Long since = first.version() + 1; // at the earliest
        for (RoomName room : own.rooms().rooms()) {
            if (!first.rooms().containsKey(room)) {
                rooms.put(room, since);
            }
        }
        rooms.putAll(waiting);
        return rooms;
    }

    /** The bus could not deliver it. Answers in how many ms it will be due again; 0 where it does not matter any more. */
    long failed(long number, long now) {
        if (underway == null || underway.announcement().seq() != number) {
            return 0;
        }
        long delay = backoff(RETRY_MILLIS);
        underway = underway.dueAt(now + delay);
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
