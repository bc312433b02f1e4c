package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Position;
import io.carillon.message.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a room tells its reader, in the order in which it does. */
final class Heard {

    private final LinkedBlockingQueue<Object> all = new LinkedBlockingQueue<>();

    private Heard() {}

    /** From now on. */
    static Heard from(Room room) {
        Heard heard = new Heard();
        room.handler(heard.all::add);
        room.missedHandler(heard.all::add);
        room.resetHandler(heard.all::add);
        room.presenceHandler(heard.all::add);
        return heard;
    }

    Object next() {
        try {
            Object next = all.poll(Clients.PATIENCE, TimeUnit.SECONDS);
            assertThat(next).as("what the room tells").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    RoomMessage message() {
        return (RoomMessage) next();
    }

    Result.Missed missed() {
        return (Result.Missed) next();
    }

    Position reset() {
        return (Position) next();
    }

    Presence presence() {
        return (Presence) next();
    }

    /** The data of so many messages. */
    List<Object> data(int count) {
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            data.add(message().data());
        }
        return data;
    }

    /** Whether there is nothing that was not taken. */
    boolean isEmpty() {
        return all.isEmpty();
    }
}
