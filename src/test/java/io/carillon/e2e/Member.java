package io.carillon.e2e;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client in one room, for loads of thousands: counts what each publisher says and notes what is missing, doubled or out
 * of order. What is published is {@code "PUBLISHER:NUMBER"}, numbered from 0. Lives on its connection's event loop.
 */
final class Member {

    private static final String DATA = "\"data\":\"";

    private final String name;
    private final WebSocket socket;
    private final Context context = Vertx.currentContext();
    private final AtomicLong received;
    private final Consumer<String> violations;
    private final Map<String, Long> next = new ConcurrentHashMap<>(); // tests count from other threads
    private final Map<Integer, Promise<JsonObject>> asked = new HashMap<>();
    private int lastId;
    private long published;

    private Member(String name, WebSocket socket, AtomicLong received, Consumer<String> violations) {
        this.name = name;
        this.socket = socket;
        this.received = received;
        this.violations = violations;
        socket.textMessageHandler(this::handle);
        socket.closeHandler(gone -> closed());
    }

    /** What it waits for does not come any more. */
    private void closed() {
        String what = name + " was closed: " + socket.closeStatusCode() + " " + socket.closeReason();
        violations.accept(what);
        List.copyOf(asked.values()).forEach(answer -> answer.tryFail(what));
    }

    /**
     * Connects and joins.
     *
     * @param received counts the messages of all members
     * @param violations is told of whatever must not be
     */
    static Future<Member> join(
            WebSocketClient client,
            URI server,
            String name,
            String token,
            String room,
            AtomicLong received,
            Consumer<String> violations) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI("/ws")
                .setSubProtocols(List.of("carillon.v1.json"))
                .setHeaders(MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer " + token));
        return client.connect(options).compose(socket -> {
            Member member = new Member(name, socket, received, violations);
            return member.ask(new JsonObject().put("type", "join").put("room", room))
                    .map(member);
        });
    }

    /** Sends a request; completes with the result. */
    Future<JsonObject> ask(JsonObject request) {
        int id = ++lastId;
        Promise<JsonObject> answer = Promise.promise();
        asked.put(id, answer);
        socket.writeTextMessage(request.put("id", id).encode());
        return answer.future();
    }

    /** Publishes the next number; completes when the server has taken it. */
    Future<JsonObject> publish(String room) {
        return ask(new JsonObject().put("type", "publish").put("room", room).put("data", name + ":" + published++));
    }

    /** Publishes until {@code count} messages were taken, one after another. */
    Future<Void> publishAll(String room, int count) {
        Promise<Void> done = Promise.promise();
        publishNext(room, count, done);
        return done.future();
    }

    private void publishNext(String room, int count, Promise<Void> done) {
        if (published == count) {
            done.complete();
        } else {
            publish(room).onFailure(done::fail).onSuccess(ok -> publishNext(room, count, done));
        }
    }

    /** How many of a publisher's messages have come. */
    long countOf(String publisher) {
        return next.getOrDefault(publisher, 0L);
    }

    /** Completes once everything that was sent before has arrived. */
    Future<JsonObject> settle() {
        return ask(new JsonObject().put("type", "ping"));
    }

    /** Runs something on the member's event loop; from any thread. */
    <T> Future<T> run(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> action.get().onComplete(promise));
        return promise.future();
    }

    WebSocket socket() {
        return socket;
    }

    private void handle(String text) {
        int data = text.indexOf(DATA);
        if (data >= 0) {
            int from = data + DATA.length();
            count(text.substring(from, text.indexOf('"', from)));
            return;
        }
        JsonObject message = new JsonObject(text);
        Integer id = message.getInteger("id");
        Promise<JsonObject> answer = id == null ? null : asked.remove(id);
        if (answer != null && message.getString("type").equals("reply")) {
            answer.complete(message.getJsonObject("result"));
        } else if (answer != null) {
            answer.fail(text);
        }
    }

    private void count(String data) {
        int colon = data.indexOf(':');
        String publisher = data.substring(0, colon);
        long number = Long.parseLong(data.substring(colon + 1));
        long expected = next.getOrDefault(publisher, 0L);
        if (number != expected) {
            violations.accept(name + " expected " + publisher + ":" + expected + ", got " + number);
        }
        next.put(publisher, number + 1);
        received.incrementAndGet();
    }
}
