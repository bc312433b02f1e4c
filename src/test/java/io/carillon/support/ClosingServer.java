package io.carillon.support;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that sends everybody away again, as the path asks for: {@code /NAME/close/CODE} welcomes, and closes with the code
 * ({@code 1005} without one, {@code 1006} without a close frame); {@code /NAME/drain} says that it is draining, and closes
 * with 1012; {@code /NAME/refuse/STATUS/SECONDS} refuses the handshake, with {@code Retry-After}. It knows when each name came.
 */
public final class ClosingServer implements AutoCloseable {

    private static final Pattern PATH = Pattern.compile(
            "GET /(?<name>[^/]+)/(?<verb>[a-z]+)(?:/(?<number>\\d+))?(?:/(?<seconds>\\d+))?(?:\\?.*)? HTTP/1.1");
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
    private static final String WELCOME =
            "{\"type\":\"welcome\",\"connection\":\"c\",\"user\":\"u\",\"node\":\"n\",\"revision\":\"1.1\","
                    + "\"format\":\"json\",\"keepalive\":{\"interval\":30000,\"timeout\":10000},\"limits\":{\"message\":65536,\"rooms\":100}}";
    private static final String DRAINING = "{\"type\":\"notice\",\"event\":\"draining\",\"in\":1}";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Map<String, Queue<Long>> arrivals = new ConcurrentHashMap<>();
    private final NetServer server;

    public ClosingServer() {
        server = vertx.createNetServer().connectHandler(this::accept);
        try {
            server.listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Where a client of that name is treated so. */
    public String url(String name, String treatment) {
        return "ws://127.0.0.1:" + server.actualPort() + "/" + name + "/" + treatment;
    }

    /** When it came, in ms of {@link System#nanoTime}. */
    public List<Long> arrivals(String name) {
        return List.copyOf(arrivals.getOrDefault(name, new ConcurrentLinkedQueue<>()));
    }

    private void accept(NetSocket socket) {
        socket.exceptionHandler(cause -> {});
        RecordParser head = RecordParser.newDelimited("\r\n\r\n");
        head.handler(request -> {
            socket.handler(goodbye -> socket.close());
            answer(socket, request.toString(StandardCharsets.ISO_8859_1));
        });
        socket.handler(head);
    }

    private void answer(NetSocket socket, String request) {
        Matcher path = PATH.matcher(request.substring(0, request.indexOf('\r')));
        if (!path.matches()) {
            throw new AssertionError("no such way to be treated: " + request);
        }
        arrivals.computeIfAbsent(path.group("name"), name -> new ConcurrentLinkedQueue<>())
                .add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        if (path.group("verb").equals("refuse")) {
            socket.write("HTTP/1.1 " + path.group("number") + " No\r\nRetry-After: " + path.group("seconds")
                            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .onComplete(written -> socket.close());
            return;
        }
        socket.write(accepted(request));
        socket.write(text(WELCOME));
        if (path.group("verb").equals("drain")) {
            socket.write(text(DRAINING));
            socket.write(close(1012));
        } else if (path.group("number").equals("1006")) {
            socket.close();
        } else {
            socket.write(close(Integer.parseInt(path.group("number"))));
        }
    }

    private static String accepted(String request) {
        Matcher key = KEY.matcher(request);
        if (!key.find()) {
            throw new AssertionError("no key: " + request);
        }
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + digest(key.group(1)) + "\r\nSec-WebSocket-Protocol: carillon.v1.json\r\n\r\n";
    }

    private static String digest(String key) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Buffer text(String text) {
        Buffer frame = Buffer.buffer().appendByte((byte) 0x81);
        if (text.length() < 126) {
            frame.appendByte((byte) text.length());
        } else {
            frame.appendByte((byte) 126).appendUnsignedShort(text.length());
        }
        return frame.appendString(text);
    }

    private static Buffer close(int code) {
        Buffer frame = Buffer.buffer().appendByte((byte) 0x88);
        return code == 1005
                ? frame.appendByte((byte) 0)
                : frame.appendByte((byte) 2).appendUnsignedShort(code);
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
