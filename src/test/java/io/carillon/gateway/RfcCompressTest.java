package io.carillon.gateway;

import static io.carillon.support.FrameClient.FIN;
import static io.carillon.support.FrameClient.PING;
import static io.carillon.support.FrameClient.PONG;
import static io.carillon.support.FrameClient.RSV1;
import static io.carillon.support.FrameClient.TEXT;
import static io.carillon.support.FrameClient.request;
import static io.carillon.support.FrameClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Compression;
import io.carillon.support.FrameClient;
import io.carillon.support.RawSocket;
import io.carillon.support.StrictInflater;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, sections 6.1 and 7.2.1: compressed messages from the server, over real sockets. */
class RfcCompressTest {

    private static final int LIMIT = 400_000;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = Compression.serve("limits.message=" + LIMIT, "limits.queue=4MiB");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static FrameClient connect() {
        return Compression.ON.connect(server);
    }

    /** Text that refers to itself at three quarters of the window, and once from much farther. */
    private static String repeating(int windowBits) {
        int window = 1 << windowBits;
        String unit = random(windowBits, window * 3 / 4);
        return unit.repeat(4) + random(99, window * 3) + unit + unit;
    }

    private static String random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('A' + random.nextInt(26)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    @DisplayName("7.1.2.1: no reference of a message from the server reaches farther back than server_max_window_bits")
    void keepsToTheWindow(int bits) {
        String id = repeating(bits);
        try (FrameClient client =
                Compression.ON.connect(server, "permessage-deflate; server_max_window_bits=" + bits)) {
            for (int i = 0; i < 2; i++) {
                client.sendText(request(id));
                RawSocket.Frame frame = client.socket().readFrame();

                assertThat(frame.opcode()).isEqualTo(RSV1 | TEXT);
                StrictInflater.Inflated reply = StrictInflater.inflate(frame.payload());
                assertThat(new JsonObject(new String(reply.plain(), StandardCharsets.UTF_8)).getString("id"))
                        .isEqualTo(id);
                assertThat(reply.farthest()).isBetween((1 << bits) / 2, 1 << bits);
            }
        }
    }

    @Test
    @DisplayName("6.1: short messages go out as they are, longer ones are compressed, control frames never")
    void compressesWhatIsWorthIt() {
        try (FrameClient client = connect()) {
            client.send(RawSocket.frame(FIN | TEXT, request("short")));
            assertThat(client.socket().readFrame().opcode()).isEqualTo(TEXT);
            client.send(RawSocket.frame(FIN | TEXT, request("long".repeat(100))));
            RawSocket.Frame frame = client.socket().readFrame();
            assertThat(frame.opcode()).isEqualTo(RSV1 | TEXT);
            assertThat(frame.payload()).hasSizeLessThan(100);
            client.send(RawSocket.frame(FIN | PING, utf8("a".repeat(125))));
            client.assertControl(PONG, utf8("a".repeat(125)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate",
                "permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=15; server_no_context_takeover"
            })
    @DisplayName("7.1.1.1: each message from the server can be inflated without the ones before")
    void needsNoHistory(String offer) {
        try (FrameClient client = Compression.ON.connect(server, offer)) {
            for (int i = 0; i < 5; i++) {
                client.sendText(request("history ".repeat(100) + i));
                RawSocket.Frame frame = client.socket().readFrame();

                assertThat(new String(StrictInflater.inflate(frame.payload()).plain(), StandardCharsets.UTF_8))
                        .contains("history history")
                        .contains("history " + i + "\"");
            }
        }
    }

    @Test
    @DisplayName("7.2.1: members of a room get the same message, each as it was agreed")
    void publishesToMembersOfEveryKind() {
        List<FrameClient> members = new ArrayList<>(List.of(
                Compression.OFF.connect(server),
                connect(),
                connect(),
                Compression.ON.connect(server, "permessage-deflate; server_max_window_bits=9"),
                Compression.ON.connect(server, "permessage-deflate; server_no_context_takeover")));
        try (FrameClient publisher = connect()) {
            for (FrameClient member : members) {
                member.sendText(utf8("{\"type\":\"join\",\"room\":\"mixed\",\"id\":1}"));
                assertThat(member.readText()).contains("reply");
            }
            publisher.sendText(utf8("{\"type\":\"join\",\"room\":\"mixed\",\"id\":1}"));
            assertThat(publisher.readText()).contains("reply");
            for (int i = 0; i < 20; i++) {
                String data = random(i, 600).repeat(3);
                publisher.sendText(utf8("{\"type\":\"publish\",\"room\":\"mixed\",\"data\":\"" + data + "\"}"));
                List<RawSocket.Frame> frames = members.stream()
                        .map(member -> member.socket().readFrame())
                        .toList();

                assertThat(frames)
                        .extracting(RawSocket.Frame::opcode)
                        .containsExactly(TEXT, RSV1 | TEXT, RSV1 | TEXT, RSV1 | TEXT, RSV1 | TEXT);
                String plain = frames.get(0).text();
                assertThat(new JsonObject(plain).getString("data")).isEqualTo(data);
                assertThat(frames.subList(1, 5))
                        .allSatisfy(frame -> assertThat(
                                        StrictInflater.inflate(frame.payload()).plain())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo(plain));
                assertThat(frames.get(1).payload())
                        .isEqualTo(frames.get(2).payload())
                        .isEqualTo(frames.get(4).payload())
                        .isNotEqualTo(frames.get(3).payload());
                assertThat(StrictInflater.inflate(frames.get(3).payload()).farthest())
                        .isLessThanOrEqualTo(512);
            }
        } finally {
            members.forEach(FrameClient::close);
        }
    }
}
