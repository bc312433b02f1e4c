package io.carillon.e2e;

import io.carillon.client.Backoff;
import io.carillon.support.Tokens;
import io.vertx.core.Context;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A member of one room with a stream, who goes to any node that is ready, as through a balancer, and to another one when
 * its own stops: after a pause like that of a good client, and where it was. Checks that nothing is missing or doubled, and
 * notes how long it was away: the client of the product would hide both. Lives on one event loop.
 */
final class Commuter {

    private static final int RESTART = 1012;
    private static final long BASE = 500;
    private static final long CAP = 20_000;

    private final Commuters crew;
    private final Context context;
    private final String user;
    private final String room;
    private final String token;
    private final Backoff backoff =
            new Backoff(BASE, CAP, () -> ThreadLocalRandom.current().nextDouble());
    private String epoch = "";
    private long offset = -1;
    private long noticed;
    private long share;
    private long closed;

    Commuter(Commuters crew, Context context, int number, String room) {
        this.crew = crew;
        this.context = context;
        this.user = "commuter" + number;
        this.room = room;
        this.token = Tokens.of(user);
    }

    String room() {
        return room;
    }

    /** The last offset that it received; -1 before it has joined. */
    long offset() {
        return offset;
    }

    void begin() {
        context.runOnContext(now -> connect());
    }

    private void connect() {
        int node = crew.anyNode();
        crew.client()
                .connect(new WebSocketConnectOptions()
                        .setAbsoluteURI(crew.uri(node))
                        .setSubProtocols(List.of("carillon.v1.json"))
                        .addHeader("Authorization", "Bearer " + token))
                .onSuccess(socket -> opened(socket, node))
                .onFailure(this::refused);
    }

    private void refused(Throwable cause) {
        crew.refused(cause instanceof UpgradeRejectedException upgrade ? upgrade.getStatus() : 0);
        later();
    }

    private void later() {
        crew.vertx().setTimer(Math.max(1, backoff.next()), now -> connect());
    }

    private void opened(WebSocket socket, int node) {
        crew.arrived(node);
        noticed = 0;
        socket.textMessageHandler(text -> handle(new JsonObject(text)));
        socket.closeHandler(gone -> closed(socket.closeStatusCode()));
        JsonObject join = new JsonObject().put("type", "join").put("id", 1).put("room", room);
        if (offset >= 0) {
            join.put("recover", new JsonObject().put("epoch", epoch).put("offset", offset));
        }
        socket.writeTextMessage(join.encode());
    }

    private void handle(JsonObject message) {
        switch (message.getString("type")) {
            case "welcome" -> {}
            case "reply" -> joined(message.getJsonObject("result"));
            case "message" -> received(message.getLong("offset"));
            case "notice" -> {
                noticed = System.nanoTime();
                share = message.getLong("in");
            }
            default -> crew.wrong(user + " was told " + message.encode());
        }
    }

    private void joined(JsonObject result) {
        if (offset >= 0 && !result.getBoolean("recovered")) {
            crew.wrong(user + " was not recovered from " + offset + ": " + result.encode());
        }
        epoch = result.getString("epoch");
        offset = result.getLong("offset");
        backoff.reset();
        crew.joined(closed == 0 ? -1 : millis(closed));
    }

    private void received(long next) {
        if (next != offset + 1) {
            crew.wrong(user + " received " + next + " of " + room + " after " + offset);
        }
        offset = next;
    }

    private void closed(Short code) {
        if (crew.isOver()) {
            return;
        }
        closed = System.nanoTime();
        if (code == null || code != RESTART || noticed == 0) {
            crew.wrong(user + " was closed with " + code + (noticed == 0 ? " without a notice" : ""));
        }
        crew.left(share, millis(noticed));
        later();
    }

    private static long millis(long since) {
        return (System.nanoTime() - since) / 1_000_000;
    }
}
