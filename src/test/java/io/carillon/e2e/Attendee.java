package io.carillon.e2e;

import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A client in a room with presence, for loads of thousands: keeps what it is told of the others. Thread-safe. */
final class Attendee {

    private final WebSocket socket;
    private final Map<Integer, Promise<JsonObject>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final Promise<String> welcome = Promise.promise();
    private List<String> events = new ArrayList<>();
    private int nodes;
    private int count;

    private Attendee(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(this::handle);
    }

    /** Connects, and completes when it was welcomed. */
    static Future<Attendee> connect(WebSocketClient client, URI server, String user) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI("/ws")
                .setSubProtocols(List.of("carillon.v1.json"))
                .setHeaders(MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer " + Tokens.of(user)));
        return client.connect(options).compose(socket -> {
            Attendee attendee = new Attendee(socket);
            return attendee.welcome.future().map(attendee);
        });
    }

    String id() {
        return welcome.future().result();
    }

    Future<Attendee> join(String room) {
        return ask(new JsonObject().put("type", "join").put("room", room)).map(this);
    }

    /** Whose ids a room's members are; fails where one is there twice. */
    Future<Set<String>> members(String room) {
        return ask(new JsonObject().put("type", "members").put("room", room)).map(result -> {
            Set<String> ids = result.getJsonArray("members").stream()
                    .map(member -> ((JsonObject) member).getString("connection"))
                    .collect(Collectors.toSet());
            if (ids.size() != result.getInteger("count")) {
                throw new AssertionError(ids.size() + " members, count " + result.getInteger("count"));
            }
            return ids;
        });
    }

    Future<JsonObject> ask(JsonObject request) {
        int id = lastId.incrementAndGet();
        Promise<JsonObject> answer = Promise.promise();
        asked.put(id, answer);
        socket.writeTextMessage(request.put("id", id).encode());
        return answer.future();
    }

    Future<Void> close() {
        return socket.close();
    }

    /** What it was told since this was asked for last, like {@code leave:ID}. */
    synchronized List<String> takeEvents() {
        List<String> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    synchronized int eventCount() {
        return events.size();
    }

    /** How many members there are, by the answer to its join and what it was told since. */
    synchronized int count() {
        return count;
    }

    /** How many nodes there are, where it is in the room {@code $server}. */
    synchronized int nodes() {
        return nodes;
    }

    private synchronized void handle(String text) {
        JsonObject message = new JsonObject(text);
        switch (message.getString("type")) {
            case "welcome" -> welcome.complete(message.getString("connection"));
            case "message" -> nodes = message.getJsonObject("data").getInteger("nodes");
            case "presence" -> {
                String event = message.getString("event");
                count += event.equals("join") ? 1 : -1;
                events.add(event + ":" + message.getJsonObject("member").getString("connection"));
            }
            case "reply" -> {
                JsonObject result = message.getJsonObject("result");
                if (result.containsKey("room") && result.containsKey("count")) {
                    count = result.getInteger("count");
                    events.clear();
                }
                asked.remove(message.getInteger("id")).complete(result);
            }
            default -> asked.remove(message.getInteger("id")).fail(text);
        }
    }
}
