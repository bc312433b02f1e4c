package io.carillon.verify;

import io.carillon.message.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who publishes where, and who listens. Whatever is no plan is refused in the words of the command line.
 *
 * @param run names this run, in rooms and in messages, so that nothing of another one is taken for it
 * @param prefix what the names of rooms begin with
 * @param rate messages a second, over all rooms
 * @param size of each message's data, in bytes
 */
public record Plan(String run, String prefix, Crowd crowd, double rate, int size, Duration duration) {

    private static final int MOST = 100_000;
    private static final int SMALLEST = 48;
    private static final int LARGEST = 1 << 20;

    /**
     * @param subscribers one room each, spread evenly
     * @param publishers connections besides, each in several rooms
     */
    public record Crowd(int subscribers, int rooms, int publishers) {
        public Crowd {
            check(subscribers >= 1 && subscribers <= MOST, "--subscribers", subscribers, "1 to " + MOST);
            check(rooms >= 1 && rooms <= subscribers, "--rooms", rooms, "1 to one a subscriber: " + subscribers);
            check(publishers >= 1 && publishers <= MOST, "--publishers", publishers, "1 to " + MOST);
        }
    }

    /** A publisher's part in one room. What it says there is numbered from 1, and has to stay in order. */
    public record Voice(int index, int publisher, int room) {}

    public Plan {
        check(rate > 0 && rate <= MOST, "--rate", rate, "more than 0, up to " + MOST);
        check(size >= SMALLEST && size <= LARGEST, "--size", size, SMALLEST + " to " + LARGEST);
        check(!duration.isZero(), "--duration", "0s", "more than nothing");
        try {
            new RoomName(prefix + run + '-' + crowd.rooms());
        } catch (IllegalArgumentException e) {
            check(false, "--room-prefix", prefix, "what a room's name can begin with: " + e.getMessage());
        }
    }

    public RoomName room(int number) {
        return new RoomName(prefix + run + '-' + (number + 1));
    }

    int roomOf(int subscriber) {
        return subscriber % crowd.rooms();
    }

    /** Everybody publishes somewhere, and every room has two publishers where there are two. */
    public List<Voice> voices() {
        record Pair(int publisher, int room) {}
        Set<Pair> pairs = new LinkedHashSet<>();
        for (int i = 0; i < Math.max(crowd.rooms(), crowd.publishers()); i++) {
            pairs.add(new Pair(i % crowd.publishers(), i % crowd.rooms()));
        }
        for (int room = 0; room < crowd.rooms(); room++) {
            pairs.add(new Pair((room + 1) % crowd.publishers(), room));
        }
        List<Voice> voices = new ArrayList<>();
        pairs.forEach(pair -> voices.add(new Voice(voices.size(), pair.publisher, pair.room)));
        return voices;
    }

    static void check(boolean allowed, String option, Object found, String what) {
        if (!allowed) {
            throw new IllegalArgumentException(option + ": found " + found + "; allowed: " + what);
        }
    }
}
