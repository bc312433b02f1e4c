package io.carillon.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A client for tests of frames: what goes over its {@link RawSocket} is the test's business, down to the byte, and data
 * messages are compressed where that was agreed on. Requests are {@code ping}s, whose id comes back.
 */
public final class FrameClient implements AutoCloseable {

    public static final int FIN = 0x80;
    public static final int RSV1 = 0x40;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private final RawSocket socket;
    private final boolean compressed;
    private final DeflateStream stream = new DeflateStream();
    private int lastId;

    FrameClient(RawSocket socket, boolean compressed) {
        this.socket = socket;
        this.compressed = compressed;
        assertThat(readText()).contains("\"welcome\"");
    }

    public RawSocket socket() {
        return socket;
    }

    public DeflateStream stream() {
        return stream;
    }

    /** The request whose reply carries the id. */
    public static byte[] request(String id) {
        return utf8(new JsonObject().put("type", "ping").put("id", id).encode());
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** Bytes from hex digits, which may be in groups. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** The payload of a whole message as it is sent. */
    public byte[] payload(byte[] message) {
        return compressed ? stream.message(message) : message;
    }

    /** The payload of the beginning of a message, of which the server can make something before the rest has come. */
    public byte[] part(byte[] message) {
        return compressed ? stream.part(message) : message;
    }

    /** The first byte of a message's first frame. */
    public int first(int head) {
        return compressed ? head | RSV1 : head;
    }

    /** A frame that is a whole message. */
    public byte[] frame(int opcode, byte[] message) {
        return RawSocket.frame(first(FIN | opcode), payload(message));
    }

    public void send(byte[] bytes) {
        socket.send(bytes);
    }

    public void sendText(byte[] message) {
        send(frame(TEXT, message));
    }

    /** Sends a text message in two fragments. */
    public void sendText(byte[] message, int cut) {
        byte[] payload = payload(message);
        int at = Math.min(cut, payload.length);
        send(RawSocket.frame(first(TEXT), Arrays.copyOf(payload, at)));
        send(RawSocket.frame(FIN, Arrays.copyOfRange(payload, at, payload.length)));
    }

    /** The next frame has to be a text message, compressed or not. */
    public String readText() {
        RawSocket.Frame frame = socket.readFrame();
        assertThat(frame.fin()).isTrue();
        if (frame.opcode() == (TEXT | RSV1) && compressed) {
            return new String(stream.inflate(frame.payload()), StandardCharsets.UTF_8);
        }
        assertThat(frame.opcode())
                .as("of a frame with %s", frame.payload().length < 130 ? frame.closeReason() : "much")
                .isEqualTo(TEXT);
        return frame.text();
    }

    /** The next frame has to be the reply with the id. */
    public void assertReply(String id) {
        JsonObject reply = new JsonObject(readText());
        assertThat(reply.getString("type")).as(reply.encode()).isEqualTo("reply");
        assertThat(reply.getString("id")).isEqualTo(id);
    }

    /** The connection lives on: nothing has come that was not read, and a request is answered. */
    public void assertAlive() {
        String id = "alive " + ++lastId;
        sendText(request(id));
        assertReply(id);
    }

    /** The next frame has to be this control frame. */
    public void assertControl(int opcode, byte[] payload) {
        RawSocket.Frame frame = socket.readFrame();
        assertThat(frame.fin()).isTrue();
        assertThat(frame.opcode()).isEqualTo(opcode);
        assertThat(frame.payload()).isEqualTo(payload);
    }

    /** The server has read everything so far and made nothing of it. */
    public void assertNothingYet() {
        socket.send(RawSocket.frame(FIN | PING, utf8("yet")));
        assertControl(PONG, utf8("yet"));
    }

    /** The next frame has to be a close frame with the code, and with a reason; nothing comes behind it. */
    public void assertFailed(int code) {
        RawSocket.Frame close = socket.readFrame();
        assertThat(close.opcode()).as(close.text()).isEqualTo(CLOSE);
        assertThat(close.closeCode()).as(close.closeReason()).isEqualTo(code);
        assertThat(close.closeReason()).isNotEmpty();
        assertThat(socket.readToEnd()).isEmpty();
    }

    @Override
    public void close() {
        stream.close();
        socket.close();
    }
}
