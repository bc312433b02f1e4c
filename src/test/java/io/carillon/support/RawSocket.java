package io.carillon.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * A TCP connection on which a test says exactly the bytes that it wants: handshakes and frames, right and wrong ones.
 * Blocking; every read gives up after half a minute.
 */
public final class RawSocket implements AutoCloseable {

    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final int PING = 0x9;
    private static final int PONG = 0x8A;
    private static final int PATIENCE = 30_000;
    private static final int MASK = 0x37FA213D;

    private final Socket socket;
    private final InputStream in;
    private final Socket below; // where TLS has its bytes from

    public RawSocket(int port) {
        this("127.0.0.1", port, new Socket());
    }

    /**
     * For whoever reads slowly, or not at all: little waits on this side.
     *
     * @param buffer what the operating system takes before it is read, in bytes
     */
    public static RawSocket narrow(int port, int buffer) {
        return new RawSocket("127.0.0.1", port, narrow(buffer));
    }

    private static Socket narrow(int buffer) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(buffer); // before it connects, or the window is a wide one
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From another one of this machine's addresses, as {@code 127.0.0.2}. */
    public static RawSocket from(String address, int port) {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RawSocket("127.0.0.1", port, socket);
    }

    private RawSocket(String address, int port, Socket socket) {
        this.socket = socket;
        this.below = socket;
        try {
            socket.connect(new InetSocketAddress(address, port));
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawSocket(SSLSocket socket, Socket below) throws IOException {
        this.socket = socket;
        this.below = below;
        socket.setSoTimeout(PATIENCE);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** To another address than the loopback one. */
    public static RawSocket at(String address, int port) {
        return new RawSocket(address, port, new Socket());
    }

    /** Over TLS. */
    public static RawSocket secure(int port, SSLContext client) {
        return secureAt("127.0.0.1", port, client);
    }

    public static RawSocket secureAt(String address, int port, SSLContext client) {
        return secure(new Socket(), address, port, client);
    }

    /** Over TLS, for whoever reads slowly; see {@link #narrow}. */
    public static RawSocket secureNarrow(int port, SSLContext client, int buffer) {
        return secure(narrow(buffer), "127.0.0.1", port, client);
    }

    private static RawSocket secure(Socket socket, String address, int port, SSLContext client) {
        try {
            socket.connect(new InetSocketAddress(address, port));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            SSLSocket secure = (SSLSocket) client.getSocketFactory().createSocket(socket, "localhost", port, true);
            secure.startHandshake();
            return new RawSocket(secure, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who the server has shown itself to be; over TLS alone. */
    public X509Certificate server() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame from the server. */
    public record Frame(boolean fin, int opcode, byte[] payload) {

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame; 1005 where it has none. */
        public int closeCode() {
            return payload.length == 0 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }

        public String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    /** The lines of a valid handshake, for tests to change; each value may be a list. */
    public static Map<String, List<String>> handshake() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Host", List.of("127.0.0.1"));
        headers.put("Upgrade", List.of("websocket"));
        headers.put("Connection", List.of("Upgrade"));
        headers.put("Sec-WebSocket-Key", List.of(KEY));
        headers.put("Sec-WebSocket-Version", List.of("13"));
        return headers;
    }

    /** Asks for the head alone, and reads no body whatever its length is said to be. */
    public HttpAnswer requestHead(String path, Map<String, List<String>> headers) {
        sendRequest("HEAD " + path + " HTTP/1.1", headers);
        return readAnswer(false);
    }

    public HttpAnswer request(String line, Map<String, List<String>> headers) {
        sendRequest(line, headers);
        return readAnswer();
    }

    private void sendRequest(String line, Map<String, List<String>> headers) {
        StringBuilder text = new StringBuilder(line).append("\r\n");
        headers.forEach((name, values) -> values.forEach(
                value -> text.append(name).append(": ").append(value).append("\r\n")));
        send(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says something to who expects TLS. */
    public void sendPastTls(String text) {
        try {
            below.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void sendHex(String hex) {
        send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    public void sendText(String text) {
        send(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
    }

    public void sendClose(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        send(frame(0x88, payload));
    }

    /** A masked frame with the given first byte. */
    public static byte[] frame(int first, byte[] payload) {
        return frame(first, MASK, payload);
    }

    public static byte[] frame(int first, int mask, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (payload.length < 126) {
            bytes.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            bytes.write(0x80 | 126);
            number(bytes, payload.length, 2);
        } else {
            bytes.write(0x80 | 127);
            number(bytes, payload.length, 8);
        }
        number(bytes, mask, 4);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ mask >>> (24 - 8 * (i % 4)));
        }
        return bytes.toByteArray();
    }

    private static void number(ByteArrayOutputStream bytes, long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }

    /** The next frame that is no ping, as peers see it who answer those. */
    public Frame readPastPings() {
        Frame frame = readFrame();
        while (frame.opcode() == PING) {
            send(frame(PONG, frame.payload()));
            frame = readFrame();
        }
        return frame;
    }

    /** The next frame, of whatever kind; the server's must have no mask, and their length in its shortest form. */
    public Frame readFrame() {
        try {
            int first = octet();
            int second = octet();
            if ((second & 0x80) != 0) {
                throw new AssertionError("a server's frame is not masked");
            }
            long length = second & 0x7F;
            if (length == 126) {
                length = shortest(number(2), 126);
            } else if (length == 127) {
                length = shortest(number(8), 0x1_0000);
            }
            byte[] payload = in.readNBytes((int) length);
            if (payload.length < length) {
                throw new EOFException("within a frame");
            }
            return new Frame((first & 0x80) != 0, first & 0x7F, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long shortest(long length, long least) {
        if (length < least) {
            throw new AssertionError("a length that is not in its shortest form: " + length);
        }
        return length;
    }

    /** What has come, at least one byte. */
    public String readSome() {
        try {
            byte[] some = new byte[64 * 1024];
            int count = in.read(some);
            if (count < 0) {
                throw new EOFException("the server has hung up");
            }
            return new String(some, 0, count, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server still sends before it hangs up. */
    public byte[] readToEnd() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the server hangs up; frames that still come are dropped. A reset counts as hanging up. */
    public void awaitEnd() {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Is gone at once, without a goodbye of any kind. */
    public void reset() {
        try {
            below.setSoLinger(true, 0);
            below.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops sending; what the server says can still be read. */
    public void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HttpAnswer readAnswer() {
        return readAnswer(true);
    }

    private HttpAnswer readAnswer(boolean withBody) {
        try {
            String[] status = line().split(" ", 3);
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            int length = !withBody
                    ? 0
                    : Integer.parseInt(
                            headers.getOrDefault("content-length", List.of("0")).get(0));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new HttpAnswer(Integer.parseInt(status[1]), headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = octet(); c != '\n'; c = octet()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server hung up");
        }
        return octet;
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
