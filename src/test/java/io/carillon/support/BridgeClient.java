package io.carillon.support;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A blocking client of the TCP bridge that says exactly what a test wants. Reads give up after a minute. */
public final class BridgeClient implements AutoCloseable {

    private static final int PATIENCE = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    public BridgeClient(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame, and what else it has. */
    public static JsonObject frame(String type, String address, Object... more) {
        return new JsonObject(FormatClient.map("type", type, "address", address))
                .mergeIn(new JsonObject(FormatClient.map(more)));
    }

    /** What the token of a service says. */
    public static JsonObject claims() {
        return new JsonObject(FormatClient.map("sub", "backend", "scope", "api", "exp", Tokens.now() + 3600));
    }

    public static String token() {
        return Tokens.sign(claims());
    }

    /** One that has shown its token. */
    public static BridgeClient of(int port, String token) {
        BridgeClient client = new BridgeClient(port);
        client.write(new JsonObject()
                .put("type", "send")
                .put("address", "carillon.info")
                .put("replyAddress", "hello")
                .put("headers", new JsonObject().put("authorization", "Bearer " + token)));
        JsonObject answer = client.read();
        if (!"message".equals(answer.getString("type"))) {
            throw new AssertionError(answer.encode());
        }
        return client;
    }

    public void write(JsonObject frame) {
        write(frame.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes after the length. */
    public void write(byte[] frame) {
        try {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes as they are. */
    public void writeRaw(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame; null where the connection has ended, however it did. */
    public JsonObject read() {
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return new JsonObject(new String(frame, StandardCharsets.UTF_8));
        } catch (EOFException | SocketException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends and waits for the answer, whatever it is. */
    public JsonObject ask(String address, Object body) {
        String reply = UUID.randomUUID().toString();
        JsonObject frame = new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("replyAddress", reply)
                .put("body", body);
        write(frame);
        JsonObject answer = read();
        if (answer == null || !reply.equals(answer.getString("address"))) {
            throw new AssertionError("not the answer: " + answer);
        }
        return answer;
    }

    /** Listens at an address, and waits until the cluster knows. */
    public void register(String address) {
        write(new JsonObject().put("type", "register").put("address", address).put("replyAddress", "registered"));
        JsonObject answer = read();
        if (answer == null || !"registered".equals(answer.getString("address")) || answer.containsKey("message")) {
            throw new AssertionError("not registered: " + answer);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
