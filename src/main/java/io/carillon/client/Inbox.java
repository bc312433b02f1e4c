package io.carillon.client;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has come for a room and was not handed out yet, since its reader has paused. For one thread.
 *
 * @param <T> what it holds
 */
final class Inbox<T> {

    private record Entry<T>(T item, boolean counts) {}

    private final int most;
    private final Deque<Entry<T>> waiting = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    private boolean full;

    /** @param most from so many on it is full, until half of them have gone */
    Inbox(int most) {
        this.most = most;
    }

    /** @param counts whether it is something that was asked for by number, a message that is */
    void add(T item, boolean counts) {
        waiting.add(new Entry<>(item, counts));
        full |= waiting.size() >= most;
    }

    /** The next one that is wanted now; null where there is none. */
    @Nullable
    T poll() {
        Entry<T> first = waiting.peek();
        if (first == null || demand == 0) {
            return null;
        }
        waiting.remove();
        if (first.counts && demand != Long.MAX_VALUE) {
            demand--;
        }
        full &= waiting.size() > most / 2;
        return first.item;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether nothing more should come for now. */
    boolean isFull() {
        return full;
    }

    void clear() {
        waiting.clear();
        full = false;
    }

    /** Nothing is wanted for now. */
    void pause() {
        demand = 0;
    }

    /** So many more are wanted. */
    void fetch(long count) {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
    }
}
