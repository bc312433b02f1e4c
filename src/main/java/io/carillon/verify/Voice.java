package io.carillon.verify;

import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's part in one room: one message at a time, the same one with the same key until it is acknowledged, so that
 * the order stays whatever happens. Lives on its publisher's event loop.
 */
final class Voice {

    private static final long PAUSE = 200;

    private final Station station;
    private final Published published;
    private final RoomName room;
    private final Consumer<RefusedRequest> complaints;
    private int due;
    private boolean isUnderway;
    private @Nullable Line line;

    /**
     * @param complaints told of refusals
     */
    Voice(Station station, Published published, Consumer<RefusedRequest> complaints) {
        this.station = station;
        this.published = published;
        this.room = station.plan().room(published.voice().room());
        this.complaints = complaints;
    }

    RoomName room() {
        return room;
    }

    int index() {
        return published.voice().index();
    }

    void connected(Line open) {
        line = open;
        isUnderway = false;
        speak();
    }

    void disconnected() {
        line = null;
    }

    /** So many messages are to have been published by now. */
    void due(int count) {
        due = Math.max(due, count);
        speak();
    }

    /** Whether everything that was due is acknowledged. */
    boolean isDone() {
        return published.acknowledgedCount() >= due;
    }

    private void speak() {
        Line open = line;
        if (open == null || isUnderway) {
            return;
        }
        boolean isOld = published.acknowledgedCount() < published.count();
        if (isOld || published.count() < due) {
            send(open, isOld ? published.count() : begin());
        }
    }

    private int begin() {
        station.tally().published.increment();
        return published.begin(station.now());
    }

    private void send(Line open, int number) {
        String run = station.plan().run();
        long id = MessageId.of(published.voice().index(), number);
        Payload data = Payload.json('"' + MessageId.text(run, id, station.plan().size()) + '"');
        isUnderway = true;
        published.sent(number);
        open.ask(request -> new ClientMessage.Publish(request, room, data, true, MessageId.key(run, id)))
                .onSuccess(reply -> acknowledged(open, number, reply))
                .onFailure(cause -> failed(open, cause));
    }

    private void acknowledged(Line from, int number, JsonObject reply) {
        if (from != line) {
            return; // too late: it will be sent again, and answered the same
        }
        isUnderway = false;
        published.acknowledged(number, station.now(), reply.getString("epoch", ""), reply.getLong("offset", -1L));
        station.tally().acknowledged.increment();
        if (reply.getBoolean("duplicate", false)) {
            station.tally().duplicates.increment();
        }
        speak();
    }

    private void failed(Line from, Throwable cause) {
        if (from != line) {
            return;
        }
        if (cause instanceof RefusedRequest refused) {
            station.later(PAUSE, () -> again(from));
            complaints.accept(refused);
        }
    }

    private void again(Line from) {
        if (from == line) {
            isUnderway = false;
            speak();
        }
    }
}
