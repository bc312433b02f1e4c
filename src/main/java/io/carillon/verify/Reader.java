package io.carillon.verify;

import io.carillon.message.ClientMessage;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the streams of all rooms, one after the other, from wherever they can be had. Lives on its event loop. */
final class Reader implements Guest {

    private static final int PAGE = 500;
    private static final int BEGIN = 1024;

    private final Station station;
    private final Traveller traveller;
    private final List<Stored> done = new ArrayList<>();
    private final Promise<List<Stored>> all = Promise.promise();
    private long[] offsets = new long[BEGIN];
    private long[] ids = new long[BEGIN];
    private int count;
    private @Nullable Line line;

    Reader(Station station) {
        this.station = station;
        this.traveller = new Traveller(station, this, 0);
    }

    Future<List<Stored>> read() {
        traveller.begin();
        return all.future();
    }

    @Override
    public void arrived(Line line, int node) {
        this.line = line;
        begin(line);
    }

    private void begin(Line from) {
        count = 0;
        if (done.size() == station.plan().crowd().rooms()) {
            traveller.close();
            all.tryComplete(done);
        } else {
            ask(from, 0);
        }
    }

    private void ask(Line from, long since) {
        RoomName room = station.plan().room(done.size());
        from.ask(id -> new ClientMessage.History(id, room, since, PAGE, false))
                .onSuccess(page -> page(from, page))
                .onFailure(this::failed);
    }

    private void failed(Throwable cause) {
        if (cause instanceof RefusedRequest refused) {
            if (!refused.isRetryable()) {
                station.tally().problem(String.valueOf(refused.getMessage()));
            }
            traveller.leave("refused a history: " + refused.code());
        }
    }

    private void page(Line from, JsonObject page) {
        if (from != line) {
            return;
        }
        JsonArray messages = page.getJsonArray("messages");
        for (int i = 0; i < messages.size(); i++) {
            add(messages.getJsonObject(i));
        }
        traveller.settled();
        if (messages.size() == PAGE) {
            ask(from, offsets[count - 1]);
            return;
        }
        done.add(new Stored(
                page.getString("epoch"),
                page.getLong("offset"),
                page.getLong("oldest"),
                Arrays.copyOf(offsets, count),
                Arrays.copyOf(ids, count)));
        begin(from);
    }

    private void add(JsonObject message) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            ids = Arrays.copyOf(ids, count * 2);
        }
        offsets[count] = message.getLong("offset");
        ids[count] = MessageId.read(station.plan().run(), station.plan().size(), message.getValue("data"));
        count++;
    }

    @Override
    public void told(JsonObject message) {
        // it is in no room
    }

    @Override
    public void departed(String how) {
        line = null;
    }
}
