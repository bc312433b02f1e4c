package io.carillon.cluster;

import io.carillon.message.RoomName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What this node appends to one room, in order: some of it is under way, the rest waits. For one thread at a time
 * ({@link Lanes} sees to it).
 */
final class Lane {

    private static final long NO_TIMER = -1;

    private final RoomName room;
    private final Lanes lanes;
    private final Queue<PendingAppend> queue = new ArrayDeque<>(0);
    private List<PendingAppend> underWay;
    private int over; // of those under way, from the first on: they were told so
    private long timer = NO_TIMER;

    /** @param first is under way */
    Lane(RoomName room, PendingAppend first, Lanes lanes) {
        this.room = room;
        this.lanes = lanes;
        this.underWay = List.of(first);
    }

    RoomName room() {
        return room;
    }

    /** Whoever sends may ask at any time: nobody else lets it {@link #advance}. */
    List<PendingAppend> underWay() {
        return underWay;
    }

    void add(PendingAppend last) {
        queue.add(last);
        lanes.waits(last.weight());
        watch();
    }

    private PendingAppend take() {
        PendingAppend first = queue.remove();
        lanes.waits(-first.weight());
        return first;
    }

    /**
     * Goes on when what was under way has been answered.
     *
     * @param late takes those that waited too long; they are never sent
     * @return whether something is under way now; otherwise this lane has come to its end
     */
    boolean advance(List<PendingAppend> late) {
        underWay = List.of();
        over = 0;
        takeLate(late);
        if (queue.isEmpty()) {
            stopWatching();
            return false;
        }
        underWay = batch();
        return true;
    }

    private List<PendingAppend> batch() {
        List<PendingAppend> batch = new ArrayList<>(Math.min(queue.size(), BatchTask.MOST));
        int bytes = 0;
        for (PendingAppend next = queue.peek(); next != null; next = queue.peek()) {
            bytes += next.bytes();
            if (batch.size() == BatchTask.MOST || !batch.isEmpty() && bytes > Lanes.BYTES) {
                break;
            }
            batch.add(take());
        }
        return batch;
    }

    /** Takes those that were handed in too long ago. Of what is under way, too, but that stays under way. */
    void expire(List<PendingAppend> late) {
        timer = NO_TIMER;
        long now = lanes.loops().nanos();
        while (over < underWay.size() && underWay.get(over).isOver(now)) {
            late.add(underWay.get(over++));
        }
        takeLate(late);
        watch();
    }

    private void takeLate(List<PendingAppend> late) {
        long now = lanes.loops().nanos();
        for (PendingAppend first = queue.peek(); first != null && first.isOver(now); first = queue.peek()) {
            late.add(take());
        }
    }

    /** Takes all that waits. */
    void clear(List<PendingAppend> left) {
        while (!queue.isEmpty()) {
            left.add(take());
        }
    }

    /** Comes back when the first that was not told yet takes too long: they were handed in one after the other. */
    private void watch() {
        PendingAppend first = over < underWay.size() ? underWay.get(over) : queue.peek();
        if (timer == NO_TIMER && first != null) {
            Lanes.Loops loops = lanes.loops();
            timer = loops.start(first.millisLeft(loops.nanos()), () -> lanes.expire(this));
        }
    }

    private void stopWatching() {
        if (timer != NO_TIMER) {
            lanes.loops().cancel(timer);
        }
    }
}
