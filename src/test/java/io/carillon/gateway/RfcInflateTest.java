package io.carillon.gateway;

import static io.carillon.support.FrameClient.FIN;
import static io.carillon.support.FrameClient.PING;
import static io.carillon.support.FrameClient.PONG;
import static io.carillon.support.FrameClient.RSV1;
import static io.carillon.support.FrameClient.TEXT;
import static io.carillon.support.FrameClient.hex;
import static io.carillon.support.FrameClient.join;
import static io.carillon.support.FrameClient.request;
import static io.carillon.support.FrameClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Compression;
import io.carillon.support.FrameClient;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, sections 6.2 and 7.2.2: compressed messages from the client, over real sockets. */
class RfcInflateTest {

    private static final int LIMIT = 400_000;
    private static final String NO_TAKEOVER = "permessage-deflate; client_no_context_takeover";

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

    /** A block without compression (RFC 1951, section 3.2.4). */
    private static byte[] stored(String text) {
        int length = text.length();
        byte[] header = {0, (byte) length, (byte) (length >> 8), (byte) ~length, (byte) (~length >> 8)};
        return join(header, utf8(text));
    }

    /** A request whose id is in the blocks that are given; they end at a whole byte. */
    private static byte[] around(byte[] blocks) {
        return join(stored("{\"type\":\"ping\",\"id\":\""), blocks, stored("\"}"), new byte[] {0});
    }

    private static byte[] compressed(byte[] payload) {
        return RawSocket.frame(FIN | RSV1 | TEXT, payload);
    }

    @ParameterizedTest
    @CsvSource({
        "7.2.3.1 one block, f248cdc9c90700 0000ffff",
        "7.2.3.3 a block without compression, 00 0500 faff 48656c6c6f",
        "7.2.3.4 a block that says that it is the last, f348cdc9c90700",
        "7.2.3.5 two blocks, f24805000000ffffcac9c90700 0000ffff"
    })
    @DisplayName("7.2.3: the blocks of the RFC's examples, each within a request")
    void readsTheExamples(String example, String blocks) {
        byte[] payload = around(hex(blocks));
        try (FrameClient client = connect()) {
            client.send(compressed(payload));
            client.assertReply("Hello");
            for (int cut = 0; cut <= payload.length; cut++) {
                client.send(RawSocket.frame(RSV1 | TEXT, Arrays.copyOf(payload, cut)));
                client.send(RawSocket.frame(FIN | PING, utf8("between")));
                client.send(RawSocket.frame(FIN, Arrays.copyOfRange(payload, cut, payload.length)));
                client.assertControl(PONG, utf8("between"));
                client.assertReply("Hello");
            }
        }
    }

    @Test
    @DisplayName("7.1.1.2, 7.2.3.2: messages may refer to those before, even far ones")
    void keepsTheWindow() {
        String far = random(64, 20_000);
        try (FrameClient client = connect()) {
            client.sendText(request(far));
            client.assertReply(far);
            for (int i = 0; i < 50; i++) {
                client.sendText(request("between" + i), i);
                client.assertReply("between" + i);
            }
            byte[] again = client.payload(request(far));
            assertThat(again).hasSizeLessThan(1_000);
            client.send(compressed(again));

            client.assertReply(far);
        }
    }

    @Test
    @DisplayName("7.2.2: a message that is not compressed is no part of the window")
    void keepsTheWindowAcrossPlainMessages() {
        String id = random(64, 500);
        try (FrameClient client = connect()) {
            client.sendText(request(id));
            client.assertReply(id);
            client.send(RawSocket.frame(FIN | TEXT, request("plain".repeat(100))));
            client.assertReply("plain".repeat(100));
            client.sendText(request(id));

            client.assertReply(id);
        }
    }

    @Test
    @DisplayName("7.1.1.2: with client_no_context_takeover each message is by itself")
    void takesMessagesEachByItself() {
        try (FrameClient client = Compression.ON.connect(server, NO_TAKEOVER)) {
            for (int i = 0; i < 20; i++) {
                client.stream().forget();
                client.sendText(request("same".repeat(100)), 5);
                client.assertReply("same".repeat(100));
            }
        }
    }

    @Test
    @DisplayName("7.1.1.2, 7.2.2: with client_no_context_takeover a reference to an earlier message closes with 1007")
    void refusesAReferenceToAnEarlierMessage() {
        String id = random(64, 500);
        try (FrameClient client = Compression.ON.connect(server, NO_TAKEOVER)) {
            client.sendText(request(id));
            client.assertReply(id);
            client.sendText(request(id));

            client.assertFailed(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate", NO_TAKEOVER})
    @DisplayName(
            "7.2.3.4: a message may end with a last block, with or without the octet behind it, and so may the next")
    void goesOnBehindALastBlock(String offer) {
        try (FrameClient client = Compression.ON.connect(server, offer)) {
            for (int i = 0; i < 3; i++) {
                byte[] last = client.stream().last(request("last" + i));
                client.send(compressed(join(last, new byte[] {0})));
                client.assertReply("last" + i);
            }
            client.sendText(request("after"));

            client.assertReply("after");
        }
    }

    @Test
    @DisplayName("7.2.3.4: behind a last block references to what came before it are still good")
    void keepsTheWindowBehindALastBlock() {
        String id = random(64, 300);
        byte[] begin = utf8("{\"type\":\"ping\",\"id\":\"" + id);
        byte[] rest = referring(begin, utf8(id + "\"}"));
        assertThat(rest).hasSizeLessThan(50);
        try (FrameClient client = connect()) {
            client.send(compressed(join(client.stream().last(begin), rest)));
            client.assertReply(id + id);
            byte[] whole = join(begin, utf8(id + "\"}"));
            client.send(compressed(join(client.stream().last(whole), new byte[] {0})));
            client.assertReply(id + id);
            client.send(compressed(referring(whole, request(id))));

            client.assertReply(id);
        }
    }

    /** A message that knows what came before. */
    private static byte[] referring(byte[] to, byte[] text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setDictionary(to);
        deflater.setInput(text);
        byte[] out = new byte[text.length + 100];
        int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, count - 4);
    }

    @Test
    @DisplayName("7.2.3.4: a message of nothing but last blocks, hundreds of them, is read")
    void readsManyLastBlocks() {
        try (FrameClient client = connect()) {
            ByteArrayOutputStream blocks = new ByteArrayOutputStream();
            for (byte octet : request("many last blocks".repeat(20))) {
                blocks.writeBytes(client.stream().last(new byte[] {octet}));
            }
            client.send(compressed(join(blocks.toByteArray(), new byte[] {0})));

            client.assertReply("many last blocks".repeat(20));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "02 00", "00 0000ffff 00", "01 0000ffff 00", "0300 00"})
    @DisplayName("7.2.3.6: a message of nothing is inflated to nothing, which is no message of ours")
    void inflatesNothing(String payload) {
        try (FrameClient client = connect()) {
            client.send(compressed(hex(payload)));

            RawSocket.Frame close = client.socket().readFrame();
            assertThat(close.closeCode()).isEqualTo(1007);
            assertThat(close.closeReason()).doesNotContain("inflate");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "07", // a reserved kind of block
                "ff ff ff ff",
                "00 0500 0000 48656c6c6f", // lengths that do not fit
                "00 0500 faff 4865", // a block that does not end
                "f2 48 cd c9", // a block that does not end
                "f2 00 11 00 00", // a reference to before the beginning
                "f2 48 cd c9 c9 07 00 00", // the end in the wrong place
                "01 0000ffff" // nothing behind a last block
            })
    @DisplayName("7.2.2: what cannot be inflated closes with 1007")
    void refusesWhatCannotBeInflated(String payload) {
        try (FrameClient client = connect()) {
            client.send(compressed(hex(payload)));

            client.assertFailed(1007);
        }
    }

    @Test
    @DisplayName("7.2.2, 10.4: a message of as many bytes as are allowed once it is inflated is taken, one more is not")
    void countsWhatIsInflated() {
        String id = "x".repeat(LIMIT - request("").length);
        try (FrameClient client = connect()) {
            client.sendText(request(id));
            client.assertReply(id);
            client.sendText(request(id + "x"));

            client.assertFailed(1009);
        }
    }

    @Test
    @DisplayName("10.4: what inflates to more than is allowed closes with 1009 before its end has come")
    void refusesABombBeforeItsEnd() {
        try (FrameClient client = connect()) {
            byte[] bomb = client.stream().part(new byte[300 * LIMIT]);
            assertThat(bomb).hasSizeLessThan(LIMIT);
            client.send(RawSocket.frame(RSV1 | FrameClient.BINARY, Arrays.copyOf(bomb, 2_000)));

            client.assertFailed(1009);
        }
    }

    private static String random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('A' + random.nextInt(26)));
        }
        return text.toString();
    }
}
