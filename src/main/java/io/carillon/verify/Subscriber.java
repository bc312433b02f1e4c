package io.carillon.verify;

import io.carillon.message.ClientMessage;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Stays in one room, whatever happens, and writes down what it is told. After an interruption it asks to go on from where
 * it was; what cannot be recovered it reads. Lives on its event loop.
 */
final class Subscriber implements Guest {

    private static final int PAGE = 200;

    private final Station station;
    private final RoomName room;
    private final Journal journal;
    private final Traveller traveller;
    private @Nullable Line line;
    private String epoch = "";
    private volatile long position;
    private volatile boolean joined;

    Subscriber(Station station, int number) {
        this.station = station;
        this.room = station.plan().room(station.plan().roomOf(number));
        this.journal = new Journal(number);
        this.traveller =
                new Traveller(station, this, number / station.plan().crowd().rooms() + number);
    }

    Journal journal() {
        return journal;
    }

    void begin() {
        traveller.begin();
    }

    void close() {
        traveller.close();
    }

    void goHome() {
        traveller.goHome();
    }

    /** Whether it is in its room and has everything up to there. Any thread. */
    boolean has(long offset) {
        return joined && position >= offset;
    }

    boolean isJoined() {
        return joined;
    }

    @Override
    public void arrived(Line line, int node) {
        this.line = line;
        Position known = epoch.isEmpty() ? null : new Position(epoch, position);
        line.ask(id -> new ClientMessage.Join(id, room, known, null))
                .onSuccess(reply -> joined(line, node, known, reply))
                .onFailure(this::refused);
    }

    private void joined(Line from, int node, @Nullable Position asked, JsonObject reply) {
        if (from != line) {
            return; // of a connection that is over
        }
        Position at = position(reply);
        if (at == null) {
            station.tally()
                    .problem("the room " + room.value() + " has no stream: the server's configuration has to say"
                            + " so, as rooms.\"verify:*\".stream={size: 10000, ttl: 1h}");
            traveller.leave("has no stream here");
            return;
        }
        boolean recovered = reply.getBoolean("recovered", false);
        journal.mark(
                station.now(), new Mark.Joined(node, asked, at, reply.getLong("oldest", 0L), recovered, missed(reply)));
        traveller.settled();
        epoch = at.epoch();
        position = at.offset();
        joined = true;
        station.tally().inRooms.increment();
        if (asked != null) {
            (recovered ? station.tally().recovered : station.tally().unrecovered).increment();
            if (!recovered) {
                read(
                        from,
                        asked.epoch().equals(at.epoch()) ? Math.max(asked.offset(), reply.getLong("oldest") - 1) : 0,
                        at);
            }
        }
    }

    private static Mark.@Nullable Missed missed(JsonObject reply) {
        JsonObject missed = reply.getJsonObject("missed");
        return missed == null ? null : new Mark.Missed(missed.getLong("from"), missed.getLong("to"));
    }

    private static @Nullable Position position(JsonObject from) {
        String epoch = from.getString("epoch");
        Long offset = from.getLong("offset");
        return epoch == null || offset == null ? null : new Position(epoch, offset);
    }

    private void refused(Throwable cause) {
        if (cause instanceof RefusedRequest refused) {
            station.tally().refused.increment();
            if (!refused.isRetryable()) {
                station.tally().problem(String.valueOf(refused.getMessage()));
            }
            traveller.leave("refused a join: " + refused.code());
        }
    }

    /** Reads what a break has left out, as a client that reloads does. */
    private void read(Line from, long since, Position until) {
        if (since >= until.offset() || from != line) {
            return;
        }
        from.ask(id -> new ClientMessage.History(id, room, since, PAGE, false))
                .onSuccess(page -> read(from, page, until))
                .onFailure(cause -> {}); // nothing is claimed of what could not be read
    }

    private void read(Line from, JsonObject page, Position until) {
        JsonArray messages = page.getJsonArray("messages");
        long[] offsets = new long[messages.size()];
        long[] ids = new long[messages.size()];
        for (int i = 0; i < offsets.length; i++) {
            JsonObject message = messages.getJsonObject(i);
            offsets[i] = message.getLong("offset");
            ids[i] = MessageId.read(station.plan().run(), station.plan().size(), message.getValue("data"));
        }
        journal.mark(station.now(), new Mark.Read(page.getString("epoch"), offsets, ids));
        if (offsets.length > 0 && page.getString("epoch").equals(until.epoch())) {
            read(from, offsets[offsets.length - 1], until);
        }
    }

    @Override
    public void told(JsonObject message) {
        if (!room.value().equals(message.getString("room"))) {
            if (message.containsKey("room")) {
                station.tally().problem("a message of a room that was not joined");
            }
            return;
        }
        switch (message.getString("type")) {
            case "message" -> message(message);
            case "reset" -> reset(message);
            case "left" -> traveller.leave("was told to leave the room");
            default -> station.tally().problem("a message that is not known: " + message.getString("type"));
        }
    }

    private void message(JsonObject message) {
        long offset = message.getLong("offset", -1L);
        long id = MessageId.read(station.plan().run(), station.plan().size(), message.getValue("data"));
        journal.message(station.now(), offset, id);
        station.tally().received.increment();
        position = Math.max(position, offset);
    }

    private void reset(JsonObject message) {
        Position to = position(message);
        if (to == null) {
            station.tally().problem("a reset without a position");
            return;
        }
        station.tally().resets.increment();
        journal.mark(station.now(), new Mark.Reset(to));
        long since = epoch.equals(to.epoch()) ? position : 0;
        epoch = to.epoch();
        position = to.offset();
        Line open = line;
        if (open != null) {
            read(open, since, to);
        }
    }

    @Override
    public void departed(String how) {
        line = null;
        if (joined) {
            joined = false;
            station.tally().inRooms.decrement();
            journal.mark(station.now(), new Mark.Gone(how));
        }
    }
}
