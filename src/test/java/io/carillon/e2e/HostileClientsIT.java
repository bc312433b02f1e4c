package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that mean harm, against a server in a process of its own: each is dealt with, somebody else on the same server
 * loses nothing, and the heap stays where it was. What it cost is printed.
 */
class HostileClientsIT {

    private static final int MIB = 1024 * 1024;

    /** What a garbage collection may leave besides what was there before, in bytes. */
    private static final long FLAT = 24L * MIB;

    private static ServerProcess server;
    private static Probe probe;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(
                ServerProcess.Life.LOADED,
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]",
                "--set",
                """
                endpoints={main: {compression: true},
                  deaf: {path: /deaf, limits: {connections: 50}},
                  pinged: {path: /pinged, keepalive: {interval: 500ms, timeout: 500ms}}}""",
                "--set",
                "rooms={loud: {publish: anyone}}");
        probe = new Probe(server);
        for (int i = 0; i < 2_000; i++) { // it is to be warm
            try (Client client = connect("/ws")) {
                client.publish("loud", "x");
            }
        }
    }

    @AfterAll
    static void stop() {
        probe.close();
        server.close();
    }

    private static Client connect(String path) {
        return Client.connect(server.uri().getPort(), path, Tokens.of("mallory"));
    }

    /** A client of the endpoint with compression. */
    private static RawSocket compressing() {
        RawSocket socket = new RawSocket(server.uri().getPort());
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("mallory")));
        headers.put("Sec-WebSocket-Extensions", List.of("permessage-deflate"));
        assertThat(socket.request("GET /ws HTTP/1.1", headers).header("Sec-WebSocket-Extensions"))
                .isEqualTo("permessage-deflate");
        assertThat(socket.readFrame().opcode()).isIn(0x41, 0x01); // the welcome
        return socket;
    }

    /** What is in use after a collection, in bytes. */
    private static long heap() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1)) * 1024;
    }

    private static String jcmd(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    /** The memory that the process really has, in MiB. */
    private static long resident() throws IOException {
        Matcher rss = Pattern.compile("VmRSS:\\s+(\\d+) kB")
                .matcher(Files.readString(Path.of("/proc", Long.toString(server.pid()), "status")));
        return rss.find() ? Long.parseLong(rss.group(1)) / 1024 : 0;
    }

    /** Something that a hostile client does. */
    private interface Attack {
        void run() throws Exception;
    }

    private static void withstands(String name, Attack attack) throws Exception {
        long before = heap();
        long resident = resident();
        probe.reset();
        probe.awaitRoundTrips(400);
        String quiet = probe.figures();
        probe.reset();
        attack.run();
        String during = probe.figures();
        long after = heap();
        System.out.printf(
                "%s%n  before: %s%n  during: %s%n  heap %.1f to %.1f MiB, resident %d to %d MiB%n",
                name, quiet, during, (double) before / MIB, (double) after / MIB, resident, resident());
        assertThat(after).isLessThan(before + FLAT);
    }

    @Test
    void aFrameThatAnnouncesMoreThanThereIs() throws Exception {
        withstands("2^62 bytes announced, 200 times", () -> {
            for (int i = 0; i < 200; i++) {
                try (Client client = connect("/ws")) {
                    client.socket().sendHex("82ff 4000000000000000 00000000");
                    assertThat(client.awaitClose().closeCode()).isEqualTo(1009);
                }
            }
        });
    }

    private static byte[] bomb(int inflated) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[inflated]);
        deflater.finish();
        byte[] deflated = new byte[inflated / 500];
        int length = deflater.deflate(deflated);
        deflater.end();
        return Arrays.copyOf(deflated, length);
    }

    @Test
    void aMessageThatInflatesBeyondAllLimits() throws Exception {
        byte[] bomb = bomb(60 * MIB);
        assertThat(bomb.length).isLessThan(64 * 1024);
        withstands("64 KiB that inflate to 60 MiB, 100 times", () -> {
            for (int i = 0; i < 100; i++) {
                try (RawSocket socket = compressing()) {
                    socket.send(RawSocket.frame(0xC2, bomb));
                    assertThat(socket.readFrame().closeCode()).isEqualTo(1009);
                }
            }
        });
    }

    @Test
    void aGibibyteInFragmentsOfAKibibyte() throws Exception {
        byte[] kibibyte = Arrays.copyOf(bomb(2 * MIB), 1024);
        withstands("1 GiB in fragments of 1 KiB, 50 times", () -> {
            for (int i = 0; i < 50; i++) {
                try (RawSocket socket = compressing()) {
                    ByteArrayOutputStream frames = new ByteArrayOutputStream();
                    frames.writeBytes(RawSocket.frame(0x42, kibibyte));
                    for (int part = 0; part < 1024; part++) {
                        frames.writeBytes(RawSocket.frame(0x00, kibibyte));
                    }
                    try {
                        socket.send(frames.toByteArray());
                    } catch (UncheckedIOException cutOff) {
                        continue; // it did not even want to hear the rest
                    }
                    assertThat(socket.readFrame().closeCode()).isEqualTo(1009);
                }
            }
        });
    }

    @Test
    void aByteASecond() throws Exception {
        withstands("500 handshakes and 100 frames, a byte a second", () -> {
            List<RawSocket> handshakes = new ArrayList<>();
            List<Client> frames = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                handshakes.add(new RawSocket(server.uri().getPort()));
            }
            for (int i = 0; i < 100; i++) {
                frames.add(connect("/pinged"));
            }
            byte[] request = "GET /ws HTTP/1.1\r\nHost: x\r\n".getBytes();
            byte[] frame = RawSocket.frame(0x81, new byte[1000]);
            for (int i = 0; i < 7; i++) {
                for (RawSocket socket : handshakes) {
                    trySend(socket, request[i]);
                }
                for (Client client : frames) {
                    trySend(client.socket(), frame[i]);
                }
                Thread.sleep(1_000);
            }
            handshakes.forEach(RawSocket::awaitEnd);
            frames.forEach(client -> assertThat(client.awaitClose().closeCode()).isEqualTo(1008));
            handshakes.forEach(RawSocket::close);
            frames.forEach(Client::close);
        });
    }

    private static void trySend(RawSocket socket, byte one) {
        try {
            socket.send(new byte[] {one});
        } catch (UncheckedIOException cutOff) {
            return; // which is what is tested, by who reads
        }
    }

    @Test
    void neverAPong() throws Exception {
        withstands("300 that never answer a ping", () -> {
            List<Client> silent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                silent.add(connect("/pinged"));
            }
            for (Client client : silent) {
                RawSocket.Frame close = client.awaitClose();
                assertThat(close.closeCode()).isEqualTo(1008);
                client.close();
            }
        });
    }

    @Test
    void neverReads() throws Exception {
        withstands("50 that never read, 1 GiB for them", () -> {
            List<Client> deaf = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                deaf.add(connect("/deaf"));
                deaf.get(i).join("loud");
            }
            String large = "x".repeat(60_000);
            try (Client publisher = connect("/ws")) {
                for (int i = 0; i < 350; i++) {
                    publisher.publish("loud", large);
                }
                System.out.printf("  while they wait: heap %.1f MiB%n", (double) heap() / MIB);
                try (Client late = connect("/ws")) { // has no trouble
                    late.join("loud");
                    publisher.publish("loud", "last");
                    assertThat(late.next().getString("data")).isEqualTo("last");
                }
            }
            awaitPlace("/deaf"); // each was one of as many as there may be, until it was cut off
            for (Client client : deaf) {
                client.socket().awaitEnd();
                client.close();
            }
        });
    }

    /** Waits until the endpoint, which is full, lets somebody in again. */
    private static void awaitPlace(String path) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try (Client client = connect(path)) {
                client.drain();
                return;
            } catch (AssertionError full) {
                assertThat(System.nanoTime())
                        .as("still full: %s", full.getMessage())
                        .isLessThan(end);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    @Test
    void asksAndNeverReads() throws Exception {
        withstands("4 that ask for ever and never read", () -> {
            byte[] ask = RawSocket.frame(
                    0x81,
                    new JsonObject().put("type", "info").put("id", 1).toBuffer().getBytes());
            ByteArrayOutputStream thousand = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                thousand.writeBytes(ask);
            }
            byte[] questions = thousand.toByteArray();
            List<CompletableFuture<Boolean>> ends = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> sendUntilCutOff(questions), task -> new Thread(task).start()))
                    .toList();
            assertThat(ends).allMatch(CompletableFuture::join);
        });
    }

    /** Whether it came to an end within 90 s. */
    private static boolean sendUntilCutOff(byte[] bytes) {
        try (Client client = connect("/ws")) {
            long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (System.nanoTime() < end) {
                client.socket().send(bytes);
            }
            return false;
        } catch (UncheckedIOException cutOff) {
            return true;
        }
    }

    @Test
    void tenThousandThatOnlyConnect() throws Exception {
        withstands("10,000 that only connect", () -> {
            List<SocketChannel> idle = new ArrayList<>();
            InetSocketAddress address =
                    new InetSocketAddress("127.0.0.1", server.uri().getPort());
            for (int i = 0; i < 10_000; i++) {
                idle.add(SocketChannel.open(address));
            }
            System.out.printf("  while they are there: heap %.1f MiB%n", (double) heap() / MIB);
            try (Client client = connect("/ws")) {
                client.publish("loud", "x");
            }
            ByteBuffer nothing = ByteBuffer.allocate(1);
            for (SocketChannel channel : idle) {
                assertThat(channel.read(nothing)).isEqualTo(-1);
                channel.close();
            }
        });
    }
}
