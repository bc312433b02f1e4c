package io.carillon.client;

import io.carillon.message.Position;
import io.carillon.message.Result;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * What comes of one room, in its order and as fast as its reader wants it: messages, and between them where something is
 * missing. On the client's event loop, unless said otherwise.
 */
final class Feed {

    /** What was missed, in its place among the messages. */
    private record Gap(Result.Missed missed) {}

    /** Where the stream begins anew, in its place among the messages. */
    private record Reset(Position position) {}

    /** Nothing follows, unless the room is opened again before this is handed out. */
    private static final class End {}

    private final Home home;
    private final Handler<Boolean> crowded;
    private final Inbox<Object> inbox;
    private boolean full;
    private boolean handing;
    private boolean open; // more may follow
    private @Nullable End ending; // the one that waits
    private volatile @Nullable Position position;
    private @Nullable Handler<RoomMessage> messages;
    private @Nullable Handler<Result.Missed> gaps;
    private @Nullable Handler<Position> resets;
    private @Nullable Handler<Void> ends;

    /** @param crowded told whether there is more than can be kept */
    Feed(Home home, Handler<Boolean> crowded) {
        this.home = home;
        this.crowded = crowded;
        this.inbox = new Inbox<>(home.options().buffer());
    }

    void onMessage(@Nullable Handler<RoomMessage> handler) {
        messages = handler;
    }

    void onMissed(@Nullable Handler<Result.Missed> handler) {
        gaps = handler;
    }

    void onReset(@Nullable Handler<Position> handler) {
        resets = handler;
    }

    void onEnd(@Nullable Handler<Void> handler) {
        ends = handler;
    }

    /** Up to where it was handed out. Any thread. */
    @Nullable
    Position position() {
        return position;
    }

    /** Whether everything that came was handed out. */
    boolean isEmpty() {
        return inbox.isEmpty();
    }

    /** What is still here is not wanted any more; it goes on from there. */
    void startAt(@Nullable Position from) {
        inbox.clear();
        if (ending != null) {
            inbox.add(ending, false);
        }
        position = from;
        relieve();
    }

    /** The room is wanted: an end will be told. */
    void open() {
        open = true;
        ending = null;
    }

    /** Nothing follows what is here. Told once, until it is opened again. */
    void end() {
        if (open) {
            open = false;
            ending = new End();
            add(ending, false);
        }
    }

    /** The client is in the room: where it begins, unless it has begun. */
    void begin(@Nullable Position at) {
        open();
        if (position == null) {
            position = at;
        }
    }

    void message(RoomMessage message) {
        add(message, true);
    }

    void missed(Result.Missed missed) {
        add(new Gap(missed), false);
    }

    void reset(Position to) {
        add(new Reset(to), false);
    }

    private void add(Object item, boolean counts) {
        inbox.add(item, counts);
        handOut();
    }

    void pause() {
        inbox.pause();
    }

    void fetch(long amount) {
        inbox.fetch(amount);
        handOut();
    }

    /** Hands out what is wanted; what a handler does may change all of it. */
    private void handOut() {
        if (handing) {
            return;
        }
        handing = true;
        try {
            for (Object next = inbox.poll(); next != null; next = inbox.poll()) {
                handOut(next);
            }
        } finally {
            handing = false;
        }
        relieve();
    }

    private void handOut(Object next) {
        if (next instanceof RoomMessage message) {
            if (message.position() != null) {
                position = message.position();
            }
            home.tell(messages, message);
        } else if (next instanceof Gap gap) {
            home.tell(gaps, gap.missed);
        } else if (next instanceof Reset reset) {
            position = reset.position;
            home.tell(resets, reset.position);
        } else if (next == ending) {
            ending = null;
            home.tell(ends);
        }
    }

    private void relieve() {
        if (full != inbox.isFull()) {
            full = inbox.isFull();
            crowded.handle(full);
        }
    }
}
