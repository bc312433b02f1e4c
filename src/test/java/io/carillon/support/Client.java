package io.carillon.support;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A client of the subprotocol {@code carillon.v1.json} that blocks: what comes in while an answer is waited for is kept
 * for {@link #next}.
 */
public final class Client implements AutoCloseable {

    private final RawSocket socket;
    private final Queue<JsonObject> kept = new ArrayDeque<>();
    private final JsonObject welcome;
    private int lastId;

    private Client(RawSocket socket) {
        this.socket = socket;
        this.welcome = next();
    }

    public static Client connect(int port, String path, String token) {
        return connect(new RawSocket(port), path, token);
    }

    public static Client connect(RawSocket socket, String path, String token) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + token));
        headers.put("Sec-WebSocket-Protocol", List.of("carillon.v1.json"));
        HttpAnswer answer = socket.request("GET " + path + " HTTP/1.1", headers);
        if (answer.status() != 101) {
            throw new AssertionError("refused: " + answer);
        }
        return new Client(socket);
    }

    public JsonObject welcome() {
        return welcome;
    }

    public String id() {
        return welcome.getString("connection");
    }

    public RawSocket socket() {
        return socket;
    }

    /** Sends a message as it is. */
    public void send(JsonObject message) {
        socket.sendText(message.encode());
    }

    /** Sends a request and waits for its reply or error. */
    public JsonObject ask(JsonObject request) {
        int id = ++lastId;
        send(request.copy().put("id", id));
        Queue<JsonObject> passed = new ArrayDeque<>();
        JsonObject answer = receive();
        while (!Integer.valueOf(id).equals(answer.getValue("id"))) {
            passed.add(answer);
            answer = receive();
        }
        kept.addAll(passed);
        return answer;
    }

    /** The result of a request that has to succeed. */
    public JsonObject result(JsonObject request) {
        JsonObject answer = ask(request);
        if (!answer.getString("type").equals("reply")) {
            throw new AssertionError(request + " failed: " + answer);
        }
        return answer.getJsonObject("result");
    }

    public JsonObject join(String room) {
        return result(message("join", room));
    }

    public JsonObject publish(String room, Object data) {
        return result(message("publish", room).put("data", data));
    }

    public static JsonObject message(String type, String room) {
        return new JsonObject().put("type", type).put("room", room);
    }

    /** The next message that is no answer to a request. */
    public JsonObject next() {
        JsonObject message = kept.poll();
        return message != null ? message : receive();
    }

    /** Waits for everything that the server has sent before it answers, and returns what came. */
    public List<JsonObject> drain() {
        result(new JsonObject().put("type", "ping"));
        List<JsonObject> all = List.copyOf(kept);
        kept.clear();
        return all;
    }

    /** Passes over messages until the server closes, and returns its close frame. */
    public RawSocket.Frame awaitClose() {
        RawSocket.Frame frame = socket.readFrame();
        while (frame.opcode() != 0x8) {
            frame = socket.readFrame();
        }
        return frame;
    }

    private JsonObject receive() {
        RawSocket.Frame frame = socket.readFrame();
        while (frame.opcode() == 0x9) {
            socket.send(RawSocket.frame(0x8A, frame.payload()));
            frame = socket.readFrame();
        }
        if (frame.opcode() != 0x1) {
            throw new AssertionError(
                    "no text but opcode " + frame.opcode() + ": " + frame.closeCode() + " " + frame.closeReason());
        }
        return new JsonObject(frame.text());
    }

    @Override
    public void close() {
        socket.close();
    }
}
