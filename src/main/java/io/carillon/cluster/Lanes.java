package io.carillon.cluster;

import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps appends to one room in the order in which they were handed in. What comes while nothing is under way goes at once;
 * what comes meanwhile waits, and goes as one batch when the answer is there. If two were under way, each might be sent
 * again after the other when partitions move. A room has a {@link Lane} only while something is under way, and no room waits
 * for another one. Any thread; nothing blocks.
 */
final class Lanes {

    /** A batch has no more, unless it is of one message. */
    static final int BYTES = 256 * 1024;

    /** The way to the owners of the streams. */
    interface Sender {

        /**
         * Sends what one room gets, and tries until the last one's time is over.
         *
         * @return completes, on any thread, also where nothing may be sent, with an answer for each; from then on it is not sent any more
         */
        Future<List<Appended>> send(RoomName room, List<PendingAppend> batch);

        /** What callers are told when their time is over. */
        RefusedException late();
    }

    /** The time, and threads on which may be sent and which no caller holds up. */
    interface Loops {

        /** As {@link System#nanoTime}. */
        long nanos();

        /** Runs it soon, for one room in order. */
        void execute(RoomName room, Runnable task);

        /** Runs it after a time, never within this call; answers a number, negative where there is no time left. */
        long start(long millis, Runnable task);

        /** Nothing where it has run. */
        void cancel(long timer);
    }

    private final ConcurrentHashMap<RoomName, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Sender sender;
    private final Loops loops;

    Lanes(Sender sender, Loops loops) {
        this.sender = sender;
        this.loops = loops;
    }

    Loops loops() {
        return loops;
    }

    /** How many rooms have something under way. */
    int size() {
        return lanes.size();
    }

    /** What has not been sent yet, in bytes. */
    long waiting() {
        return waiting.get();
    }

    void waits(long more) {
        waiting.addAndGet(more);
    }

    /** Sends it when it is its turn, which may be at once. */
    void append(RoomName room, PendingAppend append) {
        Lane mine = new Lane(room, append, this);
        Lane lane = lanes.merge(room, mine, (there, none) -> {
            there.add(append);
            return there;
        });
        if (lane == mine) {
            run(mine);
        }
    }

    /** Sends until there is an answer to wait for, or nothing is left. */
    private void run(Lane lane) {
        boolean more = true;
        while (more) {
            Future<List<Appended>> sent = send(lane);
            if (!sent.isComplete()) {
                sent.onComplete(done -> {
                    if (goesOn(lane, sent)) {
                        loops.execute(lane.room(), () -> run(lane));
                    }
                });
                return;
            }
            more = goesOn(lane, sent);
        }
    }

    private Future<List<Appended>> send(Lane lane) {
        try {
            return sender.send(lane.room(), lane.underWay());
        } catch (RuntimeException e) {
            return Future.failedFuture(e); // the others must not wait behind it for ever
        }
    }

    /** Callers are answered before anything else is sent, so that nobody overtakes them. */
    private boolean goesOn(Lane lane, Future<List<Appended>> answers) {
        PendingAppend.answer(lane.underWay(), answers);
        List<PendingAppend> late = new ArrayList<>(0);
        Lane left = lanes.computeIfPresent(lane.room(), (room, there) -> there.advance(late) ? there : null);
        tellLate(late);
        return left != null;
    }

    /** It is time to look for those that take too long. */
    void expire(Lane lane) {
        List<PendingAppend> late = new ArrayList<>(0);
        lanes.computeIfPresent(lane.room(), (room, there) -> {
            if (there == lane) {
                there.expire(late);
            }
            return there;
        });
        tellLate(late);
    }

    private void tellLate(List<PendingAppend> late) {
        if (!late.isEmpty()) {
            PendingAppend.answer(late, Future.failedFuture(sender.late()));
        }
    }

    /** Refuses all that waits; what is under way comes to its end. */
    void clear(RefusedException cause) {
        List<PendingAppend> left = new ArrayList<>();
        for (RoomName name : lanes.keySet()) {
            lanes.computeIfPresent(name, (room, lane) -> {
                lane.clear(left);
                return lane;
            });
        }
        PendingAppend.answer(left, Future.failedFuture(cause));
    }
}
