package io.carillon.gateway;

import static io.carillon.support.FrameClient.BINARY;
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
import io.carillon.support.RawSocket;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5: frames and fragments, without and with compression. */
class RfcFramesTest extends RfcTest {

    // ---- 5.1 and 5.3

    @ParameterizedTest
    @ValueSource(strings = {"81 00", "81 05 48656c6c6f", "82 00", "01 00", "89 00", "8a 00", "88 00", "88 02 03e8"})
    @DisplayName("5.1: a frame without a mask closes with 1002")
    void refusesAFrameWithoutAMask(String hex) {
        client.socket().sendHex(hex);

        client.assertFailed(1002);
    }

    @Test
    @DisplayName("5.1: a continuation without a mask closes with 1002")
    void refusesAContinuationWithoutAMask() {
        client.send(RawSocket.frame(TEXT, utf8("{")));
        client.socket().sendHex("80 00");

        client.assertFailed(1002);
    }

    /** That the server's have none is seen at each frame that is read. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x01000000, 0x00000001, 0x80808080, 0x37FA213D})
    @DisplayName("5.3: any mask is taken off, and each frame has its own")
    void takesOffAnyMask(int mask) {
        byte[] payload = client.payload(request("masked"));
        int half = payload.length / 2;
        client.send(RawSocket.frame(client.first(TEXT), mask, Arrays.copyOf(payload, half)));
        client.send(RawSocket.frame(PING | FIN, ~mask, utf8("other")));
        client.send(RawSocket.frame(FIN, mask + 1, Arrays.copyOfRange(payload, half, payload.length)));

        client.assertControl(PONG, utf8("other"));
        client.assertReply("masked");
    }

    // ---- 5.2

    @ParameterizedTest
    @ValueSource(
            ints = {0x91, 0xA1, 0xB1, 0xD1, 0xE1, 0xF1, 0x92, 0xA2, 0x99, 0xA9, 0xC9, 0x9A, 0xCA, 0xC8, 0xA8, 0xF8})
    @DisplayName("5.2: a reserved bit that nothing was agreed on for closes with 1002")
    void refusesReservedBits(int first) {
        client.send(RawSocket.frame(first, NOTHING));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x20, 0x40, 0x90, 0xA0, 0xC0})
    @DisplayName("5.2: a reserved bit in a continuation closes with 1002")
    void refusesReservedBitsInAContinuation(int first) {
        client.send(RawSocket.frame(client.first(TEXT), client.part(utf8("{"))));
        client.send(RawSocket.frame(first, NOTHING));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
    @DisplayName("5.2: a reserved opcode closes with 1002")
    void refusesReservedOpcodes(int opcode) {
        client.send(RawSocket.frame(FIN | opcode, NOTHING));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @CsvSource({
        "81 fe 0000, 0 in 16 bits",
        "81 fe 007d, 125 in 16 bits",
        "82 fe 007d, 125 in 16 bits",
        "81 ff 0000000000000000, 0 in 64 bits",
        "81 ff 000000000000007d, 125 in 64 bits",
        "81 ff 000000000000ffff, 65535 in 64 bits",
        "81 ff 8000000000000000, the highest bit",
        "81 ff ffffffffffffffff, all bits",
        "01 ff 8000000000000001, the highest bit in a fragment"
    })
    @DisplayName("5.2: a length that is not in its shortest form, or has its highest bit set, closes with 1002")
    void refusesLengthsThatMustNotBe(String hex, String why) {
        client.socket().sendHex(hex);

        client.assertFailed(1002);
    }

    /** In which form the server's lengths are is seen at each frame that is read. */
    @ParameterizedTest
    @ValueSource(ints = {32, 125, 126, 127, 128, 255, 256, 65_535, 65_536, LIMIT})
    @DisplayName("5.2: each form of the length is read and written")
    void readsAndWritesEachFormOfTheLength(int length) {
        String id = "x".repeat(length - request("").length);
        byte[] request = request(id);
        assertThat(request).hasSize(length);
        client.sendText(request);

        client.assertReply(id);
        client.assertAlive();
    }

    @Test
    @DisplayName("5.2: a frame is read in whatever pieces it comes")
    void readsAFrameThatIsCutAnywhere() {
        byte[] frame = client.frame(TEXT, request("cut"));
        for (byte octet : frame) {
            client.send(new byte[] {octet});
        }
        client.assertReply("cut");
        for (int cut = 1; cut < frame.length; cut++) {
            byte[] next = client.frame(TEXT, request("cut" + cut));
            int at = Math.min(cut, next.length);
            client.send(Arrays.copyOf(next, at));
            client.send(Arrays.copyOfRange(next, at, next.length));
            client.assertReply("cut" + cut);
        }
    }

    @Test
    @DisplayName("5.2: several frames in one segment are all read, in order")
    void readsSeveralFramesAtOnce() {
        byte[] all = NOTHING;
        for (int i = 0; i < 20; i++) {
            all = join(all, client.frame(TEXT, request("at once " + i)), RawSocket.frame(FIN | PING, utf8("p" + i)));
        }
        byte[] last = client.frame(TEXT, request("last"));
        client.send(join(all, Arrays.copyOf(last, 3)));
        for (int i = 0; i < 20; i++) {
            client.assertReply("at once " + i);
            client.assertControl(PONG, utf8("p" + i));
        }
        client.send(Arrays.copyOfRange(last, 3, last.length));

        client.assertReply("last");
    }

    // ---- 5.4

    @Test
    @DisplayName("5.4: a message may come in any number of fragments, cut anywhere")
    void takesFragmentsThatAreCutAnywhere() {
        for (int cut = 0; cut <= request("fragments").length; cut++) {
            client.sendText(request("fragments"), cut);

            client.assertReply("fragments");
        }
    }

    @Test
    @DisplayName("5.4: a message may come in fragments of one byte")
    void takesFragmentsOfOneByte() {
        byte[] payload = client.payload(request("bytes"));
        client.send(RawSocket.frame(client.first(TEXT), Arrays.copyOf(payload, 1)));
        for (int i = 1; i < payload.length; i++) {
            client.send(RawSocket.frame(i == payload.length - 1 ? FIN : 0, Arrays.copyOfRange(payload, i, i + 1)));
        }

        client.assertReply("bytes");
    }

    @Test
    @DisplayName("5.4: fragments may be empty: the first, those in between, the last")
    void takesEmptyFragments() {
        byte[] payload = client.payload(request("empty"));
        client.send(join(
                RawSocket.frame(client.first(TEXT), NOTHING),
                RawSocket.frame(0, NOTHING),
                RawSocket.frame(0, payload),
                RawSocket.frame(0, NOTHING),
                RawSocket.frame(FIN, NOTHING)));

        client.assertReply("empty");
        client.assertAlive();
    }

    @Test
    @DisplayName("5.4: control frames may come between fragments, and are answered at once")
    void takesControlFramesBetweenFragments() {
        byte[] payload = client.payload(request("between"));
        int half = payload.length / 2;
        client.send(RawSocket.frame(client.first(TEXT), Arrays.copyOf(payload, half)));
        client.send(RawSocket.frame(FIN | PING, utf8("one")));
        client.assertControl(PONG, utf8("one"));
        client.send(RawSocket.frame(FIN | PONG, utf8("nobody asked")));
        client.send(RawSocket.frame(0, NOTHING));
        client.send(RawSocket.frame(FIN | PING, NOTHING));
        client.assertControl(PONG, NOTHING);
        client.send(RawSocket.frame(FIN, Arrays.copyOfRange(payload, half, payload.length)));

        client.assertReply("between");
        client.assertAlive();
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, BINARY, FIN | TEXT, FIN | BINARY})
    @DisplayName("5.4: a new message before the end of the last closes with 1002")
    void refusesAMessageWithinAMessage(int second) {
        client.send(RawSocket.frame(client.first(TEXT), client.part(utf8("{"))));
        client.send(RawSocket.frame(client.first(second), client.part(utf8("{"))));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, FIN})
    @DisplayName("5.4: a continuation of nothing closes with 1002, at the beginning and after a message")
    void refusesAContinuationOfNothing(int first) {
        client.assertAlive();
        client.send(RawSocket.frame(first, client.payload(request("nothing"))));

        client.assertFailed(1002);
    }

    @Test
    @DisplayName("5.4: nothing is made of a message before its last fragment has come")
    void waitsForTheLastFragment() {
        byte[] whole = client.payload(request("whole"));
        client.send(RawSocket.frame(client.first(TEXT), whole));
        client.send(RawSocket.frame(FIN | PING, utf8("between")));
        client.assertControl(PONG, utf8("between"));
        client.send(RawSocket.frame(FIN, NOTHING));

        client.assertReply("whole");
    }

    @Test
    @DisplayName("5.6: a binary message where the format uses text closes with 1003, in fragments too")
    void refusesTheOtherKindOfMessage() {
        byte[] payload = client.payload(request("binary"));
        client.send(RawSocket.frame(client.first(BINARY), payload));
        client.send(RawSocket.frame(FIN, NOTHING));

        assertThat(client.socket().readFrame().closeCode()).isEqualTo(1003);
    }

    @Test
    @DisplayName("RFC 7692, 6: a message that is not compressed is taken whether or not that was agreed on")
    void takesMessagesThatAreNotCompressed() {
        client.send(RawSocket.frame(FIN | TEXT, request("plain")));
        client.assertReply("plain");
        client.assertAlive();
        client.send(RawSocket.frame(TEXT, request("plain")));
        client.send(RawSocket.frame(FIN, NOTHING));

        client.assertReply("plain");
        client.assertAlive();
    }

    @Test
    @DisplayName("RFC 7692, 6: RSV1 on a message is allowed where it was agreed on, and else closes with 1002")
    void takesRsv1WhereItWasAgreedOn() {
        client.send(RawSocket.frame(FIN | RSV1 | TEXT, client.stream().message(request("compressed"))));

        if (compression == Compression.ON) {
            client.assertReply("compressed");
        } else {
            client.assertFailed(1002);
        }
    }
}
