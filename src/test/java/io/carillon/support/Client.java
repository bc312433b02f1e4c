package io.carillon.support;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** A client of the subprotocol {@code carillon.v1.json} as a {@link FormatClient}, with messages as JSON objects. */
public final class Client implements AutoCloseable {

    private final FormatClient client;

    private Client(FormatClient client) {
        this.client = client;
    }

    public static Client connect(int port, String path, String token) {
        return connect(new RawSocket(port), path, token);
    }

    public static Client connect(RawSocket socket, String path, String token) {
        return new Client(FormatClient.connect(socket, path, token, Packets.JSON, Packets.JSON.subprotocol()));
    }

    public JsonObject welcome() {
        return new JsonObject(client.welcome());
    }

    public String id() {
        return client.id();
    }

    public RawSocket socket() {
        return client.socket();
    }

    /** Sends a message as it is. */
    public void send(JsonObject message) {
        socket().sendText(message.encode());
    }

    /** Sends a request and waits for its reply or error. */
    public JsonObject ask(JsonObject request) {
        return new JsonObject(client.ask(plain(request)));
    }

    /** The result of a request that has to succeed. */
    public JsonObject result(JsonObject request) {
        return new JsonObject(client.result(plain(request)));
    }

    public JsonObject join(String room) {
        return new JsonObject(client.join(room));
    }

    public JsonObject publish(String room, Object data) {
        return result(message("publish", room).put("data", data));
    }

    public static JsonObject message(String type, String room) {
        return new JsonObject().put("type", type).put("room", room);
    }

    /** The next message that is no answer to a request. */
    public JsonObject next() {
        return new JsonObject(client.next());
    }

    /** Waits for everything that the server has sent before it answers, and returns what came. */
    public List<JsonObject> drain() {
        return client.drain().stream().map(JsonObject::new).toList();
    }

    /** Passes over messages until the server closes, and returns its close frame. */
    public RawSocket.Frame awaitClose() {
        return client.awaitClose();
    }

    /** Without the classes of the JSON library. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(JsonObject message) {
        return (Map<String, Object>) Packets.JSON.read(message.toBuffer().getBytes());
    }

    @Override
    public void close() {
        client.close();
    }
}
