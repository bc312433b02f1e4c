package io.carillon.gateway;

import static io.carillon.support.FrameClient.FIN;
import static io.carillon.support.FrameClient.TEXT;
import static io.carillon.support.FrameClient.hex;
import static io.carillon.support.FrameClient.request;
import static io.carillon.support.FrameClient.utf8;

import io.carillon.support.RawSocket;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.6 and 8.1: text is UTF-8, and what is not fails at its first byte; compressed or not. */
class RfcTextTest extends RfcTest {

    /** {@code {"type":"ping","id":"..."}} around bytes that may be no text. */
    private static byte[] around(String hex) {
        byte[] before = utf8("{\"type\":\"ping\",\"id\":\"");
        byte[] bytes = hex(hex);
        byte[] message = Arrays.copyOf(before, before.length + bytes.length + 2);
        System.arraycopy(bytes, 0, message, before.length, bytes.length);
        message[message.length - 2] = '"';
        message[message.length - 1] = '}';
        return message;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFDD0, 0xFFFD, 0xFFFE,
                0xFFFF, 0x10000, 0x1FFFE, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFE, 0x10FFFF
            })
    @DisplayName("8.1: every code point is text, in fragments that are cut anywhere too")
    void takesEveryCodePoint(int codePoint) {
        String id = "<" + Character.toString(codePoint) + ">";
        for (int cut = 0; cut <= request(id).length; cut++) {
            client.sendText(request(id), cut);
            client.assertReply(id);
        }
    }

    @Test
    @DisplayName("8.1: text is split between fragments, and inflated in parts, at every byte")
    void takesTextThatIsSplitAtEveryByte() {
        byte[] request = request("κόσμε ü 🔔");
        for (int cut = 1; cut < request.length; cut++) {
            byte[] first = client.part(Arrays.copyOf(request, cut));
            client.send(RawSocket.frame(client.first(TEXT), first));
            client.send(RawSocket.frame(FIN, client.payload(Arrays.copyOfRange(request, cut, request.length))));

            client.assertReply("κόσμε ü 🔔");
        }
    }

    @Test
    @DisplayName("8.1: text that arrives byte by byte is taken")
    void takesTextThatArrivesByteByByte() {
        for (byte octet : client.frame(TEXT, request("κόσμε 🔔"))) {
            client.send(new byte[] {octet});
        }

        client.assertReply("κόσμε 🔔");
    }

    private static final String OVERLONG = "c080";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "80bf80bf", // continuations of nothing
                "c0",
                "c2",
                "df",
                "e0",
                "ef",
                "f0",
                "f4",
                "c220",
                "e08020",
                "e2 82",
                "e2 82 28",
                "f0 9f 94", // too short
                OVERLONG,
                "c1bf",
                "e0 80 80",
                "e0 9f bf",
                "f0 80 80 80",
                "f0 8f bf bf", // overlong
                "ed a0 80",
                "ed ad bf",
                "ed ae 80",
                "ed bf bf",
                "ed a0 80 ed b0 80", // surrogates
                "f4 90 80 80",
                "f5 80 80 80",
                "f7 bf bf bf", // beyond 10FFFF
                "f8 88 80 80 80",
                "fb bf bf bf bf",
                "fc 84 80 80 80 80",
                "fd bf bf bf bf bf",
                "fe",
                "ff",
                "fe fe ff ff"
            })
    @DisplayName("8.1: what is not UTF-8 closes with 1007")
    void refusesWhatIsNoText(String hex) {
        client.sendText(around(hex));

        client.assertFailed(1007);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "e2 82", "f0 9f 94"})
    @DisplayName("8.1: text that ends within a character closes with 1007")
    void refusesTextThatEndsWithinACharacter(String hex) {
        byte[] text = hex(hex);
        client.send(RawSocket.frame(client.first(TEXT), client.part(text)));
        client.assertNothingYet();
        client.send(RawSocket.frame(FIN, client.payload(new byte[0])));

        client.assertFailed(1007);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", OVERLONG, "ed a0", "f4 90", "ff"})
    @DisplayName("8.1, 7.1.7: it fails before the message has ended")
    void failsBeforeTheMessageEnds(String hex) {
        client.send(RawSocket.frame(client.first(TEXT), client.part(utf8("{"))));
        client.assertNothingYet();
        client.send(RawSocket.frame(0, client.part(hex(hex))));

        client.assertFailed(1007);
    }

    @Test
    @DisplayName("8.1, 7.1.7: it fails before the frame has ended")
    void failsBeforeTheFrameEnds() {
        byte[] part = client.part(around("ff"));
        byte[] frame = RawSocket.frame(client.first(FIN | TEXT), Arrays.copyOf(part, part.length + 100));
        client.send(Arrays.copyOf(frame, frame.length - 100));

        client.assertFailed(1007);
    }

    @Test
    @DisplayName("8.1: a character that is split between fragments fails where its second part is wrong")
    void failsAtTheSecondPartOfACharacter() {
        client.send(RawSocket.frame(client.first(TEXT), client.part(new byte[] {(byte) 0xF4})));
        client.assertNothingYet();
        client.send(RawSocket.frame(0, client.part(new byte[] {(byte) 0x90})));

        client.assertFailed(1007);
    }
}
