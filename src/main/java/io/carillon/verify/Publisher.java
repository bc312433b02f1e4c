package io.carillon.verify;

import io.carillon.message.ClientMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection that publishes with several voices. Lives on its event loop. */
final class Publisher implements Guest {

    /** So often in a row it may be refused before it tries another node. */
    private static final int PATIENCE = 3;

    private final Station station;
    private final List<Voice> voices;
    private final Traveller traveller;
    private @Nullable Line line;
    private int refusals;

    Publisher(Station station, int number, List<Published> published) {
        this.station = station;
        this.traveller = new Traveller(station, this, number);
        this.voices = published.stream()
                .map(one -> new Voice(station, one, this::refused))
                .toList();
    }

    List<Voice> voices() {
        return voices;
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

    @Override
    public void arrived(Line line, int node) {
        this.line = line;
        refusals = 0;
        Future.all(voices.stream()
                        .map(voice -> line.ask(id -> new ClientMessage.Join(id, voice.room(), null)))
                        .toList())
                .onSuccess(all -> joined(line))
                .onFailure(this::notJoined);
    }

    private void joined(Line from) {
        if (from == line) {
            traveller.settled();
            voices.forEach(voice -> voice.connected(from));
        }
    }

    private void notJoined(Throwable cause) {
        if (cause instanceof RefusedRequest refused) {
            if (!refused.isRetryable()) {
                station.tally().problem(String.valueOf(refused.getMessage()));
            }
            traveller.leave("refused a join: " + refused.code());
        }
    }

    /** A voice was refused; it tries again in any case. */
    private void refused(RefusedRequest refused) {
        station.tally().refused.increment();
        if (!refused.isRetryable() && !refused.code().equals("not_joined")) {
            station.tally().problem(String.valueOf(refused.getMessage()));
        }
        refusals++;
        if (refusals >= PATIENCE) {
            traveller.leave("refused to publish: " + refused.code());
        }
    }

    @Override
    public void told(JsonObject message) {
        if (message.getString("type", "").equals("left")) {
            traveller.leave("was told to leave a room");
        } // what others say in these rooms is for the subscribers
    }

    @Override
    public void departed(String how) {
        line = null;
        voices.forEach(Voice::disconnected);
    }
}
