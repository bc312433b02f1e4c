package io.carillon.support;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A client of the message protocol in any format, that blocks: what comes in while an answer is waited for is kept for
 * {@link #next}.
 */
public final class FormatClient implements AutoCloseable {

    private final RawSocket socket;
    private final Packets packets;
    private final Queue<Map<String, Object>> kept = new ArrayDeque<>();
    private final byte[] welcomePacket;
    private final Map<String, Object> welcome;
    private long lastId;

    /**
     * @param socket after its handshake
     */
    public FormatClient(RawSocket socket, Packets packets) {
        this.socket = socket;
        this.packets = packets;
        this.welcomePacket = receivePacket();
        this.welcome = read(welcomePacket);
    }

    public static FormatClient connect(int port, String path, String token, Packets packets, String subprotocol) {
        return connect(new RawSocket(port), path, token, packets, subprotocol);
    }

    static FormatClient connect(RawSocket socket, String path, String token, Packets packets, String subprotocol) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + token));
        headers.put("Sec-WebSocket-Protocol", List.of(subprotocol));
        HttpAnswer answer = socket.request("GET " + path + " HTTP/1.1", headers);
        if (answer.status() != 101) {
            throw new AssertionError("refused: " + answer);
        }
        return new FormatClient(socket, packets);
    }

    public Map<String, Object> welcome() {
        return welcome;
    }

    /** The welcome as its bytes. */
    public byte[] welcomePacket() {
        return welcomePacket;
    }

    public String id() {
        return (String) welcome.get("connection");
    }

    public RawSocket socket() {
        return socket;
    }

    /** Names and values in turn; null is allowed, and the order kept. */
    public static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    /** Sends a message as it is. */
    public void send(Map<String, ?> message) {
        sendPacket(packets.write(message));
    }

    /** Sends any bytes in a frame of this format. */
    public void sendPacket(byte[] packet) {
        socket.send(RawSocket.frame(0x80 | packets.opcode(), packet));
    }

    /** Sends a request and waits for its reply or error. */
    public Map<String, Object> ask(Map<String, ?> request) {
        Long id = ++lastId;
        Map<String, Object> named = new LinkedHashMap<>(request);
        named.put("id", id);
        send(named);
        Queue<Map<String, Object>> passed = new ArrayDeque<>();
        Map<String, Object> answer = receive();
        while (!id.equals(answer.get("id"))) {
            passed.add(answer);
            answer = receive();
        }
        kept.addAll(passed);
        return answer;
    }

    /** The result of a request that has to succeed. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> result(Map<String, ?> request) {
        Map<String, Object> answer = ask(request);
        if (!"reply".equals(answer.get("type"))) {
            throw new AssertionError(request + " failed: " + answer);
        }
        return (Map<String, Object>) answer.get("result");
    }

    public Map<String, Object> join(String room) {
        return result(map("type", "join", "room", room));
    }

    public Map<String, Object> publish(String room, Object data) {
        return result(map("type", "publish", "room", room, "data", data));
    }

    /** The next message that is no answer to a request. */
    public Map<String, Object> next() {
        Map<String, Object> message = kept.poll();
        return message != null ? message : receive();
    }

    /** Waits for everything that the server has sent before it answers, and returns what came. */
    public List<Map<String, Object>> drain() {
        result(map("type", "ping"));
        List<Map<String, Object>> all = List.copyOf(kept);
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

    private Map<String, Object> receive() {
        return read(receivePacket());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> read(byte[] packet) {
        return (Map<String, Object>) packets.read(packet);
    }

    /** The next packet as its bytes; what was kept is not looked at. */
    public byte[] receivePacket() {
        RawSocket.Frame frame = socket.readPastPings();
        if (frame.opcode() != packets.opcode()) {
            throw new AssertionError("opcode " + frame.opcode() + ": " + frame.closeCode() + " " + frame.closeReason());
        }
        return frame.payload();
    }

    @Override
    public void close() {
        socket.close();
    }
}
