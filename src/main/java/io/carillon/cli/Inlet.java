package io.carillon.cli;

import io.carillon.client.Room;
import io.carillon.client.RoomMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What comes from a connection's event loop, in order, until somebody shows it on a thread that may block. When there is
 * much of it the rooms are paused: then the socket is not read, and the server knows.
 */
final class Inlet {

    /** What is to be shown. */
    sealed interface Item {}

    record Message(RoomMessage message) implements Item {}

    /** A sentence about the connection, or a room. */
    record Word(String text) implements Item {}

    /** Nothing follows. */
    record End(@Nullable String failure) implements Item {}

    private static final int MUCH = 2048;
    private static final int LITTLE = 256;

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<Room> rooms = new ArrayList<>();
    private volatile boolean hasEnded;
    private boolean isPaused;
    private int left;

    /** A room that can be paused. */
    synchronized void add(Room room) {
        rooms.add(room);
    }

    void message(RoomMessage message) {
        items.add(new Message(message));
        if (waiting.incrementAndGet() == MUCH) {
            pause(true);
            if (waiting.get() <= LITTLE) {
                pause(false); // it was all shown meanwhile
            }
        }
    }

    void tell(String sentence) {
        items.add(new Word(sentence));
    }

    /** Out of the last room there is nothing more to be heard. */
    void left(String room, String reason) {
        String sentence = room + ": taken out of the room by the server: " + reason;
        synchronized (this) {
            left++;
            if (left < rooms.size()) {
                tell(sentence);
                return;
            }
        }
        fail(sentence);
    }

    void fail(String reason) {
        items.add(new End(reason));
    }

    /** At once, whatever waits: who stops this wants to see no more. */
    void end() {
        hasEnded = true;
        items.add(new End(null));
    }

    /** The next one; null where there is none for so long. */
    @Nullable
    Item next(long millis) throws InterruptedException {
        if (hasEnded) {
            return new End(null);
        }
        Item item = millis == 0 ? items.poll() : items.poll(millis, TimeUnit.MILLISECONDS);
        if (item instanceof Message && waiting.decrementAndGet() <= LITTLE && isPaused()) {
            pause(false);
        }
        return item;
    }

    private synchronized boolean isPaused() {
        return isPaused;
    }

    private synchronized void pause(boolean whether) {
        if (isPaused != whether) {
            isPaused = whether;
            rooms.forEach(room -> {
                if (whether) {
                    room.pause();
                } else {
                    room.resume();
                }
            });
        }
    }
}
