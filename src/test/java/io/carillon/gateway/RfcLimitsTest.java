package io.carillon.gateway;

import static io.carillon.support.FrameClient.FIN;
import static io.carillon.support.FrameClient.PING;
import static io.carillon.support.FrameClient.PONG;
import static io.carillon.support.FrameClient.TEXT;
import static io.carillon.support.FrameClient.hex;
import static io.carillon.support.FrameClient.join;
import static io.carillon.support.FrameClient.request;
import static io.carillon.support.FrameClient.utf8;

import io.carillon.support.RawSocket;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.5 and 10.4: pings, pongs and the sizes of things, without and with compression. */
class RfcLimitsTest extends RfcTest {

    // ---- 5.5

    @ParameterizedTest
    @ValueSource(strings = {"89", "8a", "88"})
    @DisplayName("5.5: a control frame above 125 bytes closes with 1002")
    void refusesALongControlFrame(String first) {
        client.socket().sendHex(first + "fe 007e");

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x09, 0x0A, 0x08})
    @DisplayName("5.5: a control frame in fragments closes with 1002")
    void refusesAFragmentedControlFrame(int first) {
        client.send(RawSocket.frame(first, NOTHING));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125})
    @DisplayName("5.5.2, 5.5.3: a ping of up to 125 bytes is answered with a pong of the same, never compressed")
    void answersAPing(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0xFE); // no text
        client.send(RawSocket.frame(FIN | PING, payload));

        client.assertControl(PONG, payload);
    }

    @Test
    @DisplayName("5.5.3: many pings are answered in order")
    void answersManyPingsInOrder() {
        byte[] all = NOTHING;
        for (int i = 0; i < 300; i++) {
            all = join(all, RawSocket.frame(FIN | PING, utf8("ping " + i)));
        }
        client.send(all);

        for (int i = 0; i < 300; i++) {
            client.assertControl(PONG, utf8("ping " + i));
        }
    }

    @Test
    @DisplayName("5.5.3: a pong that nobody asked for is passed over")
    void passesOverAPong() {
        client.send(join(RawSocket.frame(FIN | PONG, utf8("hello")), RawSocket.frame(FIN | PONG, NOTHING)));

        client.assertAlive();
    }

    @Test
    @DisplayName("5.5.2: a ping is read however its bytes are cut")
    void readsAPingThatIsCut() {
        for (byte octet : RawSocket.frame(FIN | PING, utf8("slow"))) {
            client.send(new byte[] {octet});
        }

        client.assertControl(PONG, utf8("slow"));
    }

    // ---- 10.4

    @Test
    @DisplayName("10.4: a message of as many bytes as are allowed is taken, in one frame and in many")
    void takesTheLargestMessage() {
        String id = "x".repeat(LIMIT - request("").length);
        client.sendText(request(id), 17);
        client.assertReply(id);
        client.sendText(request(id));
        client.assertReply(id);
    }

    @Test
    @DisplayName("10.4: a message of one byte more closes with 1009")
    void refusesAMessageAboveTheLimit() {
        client.sendText(request("x".repeat(LIMIT + 1 - request("").length)));

        client.assertFailed(1009);
    }

    @Test
    @DisplayName("10.4: all fragments count against the limit, and it is not waited for the last")
    void countsFragmentsAgainstTheLimit() {
        client.send(RawSocket.frame(
                client.first(TEXT), client.part("x".repeat(LIMIT).getBytes())));
        client.assertNothingYet();
        client.send(RawSocket.frame(0, client.part(utf8("x"))));

        client.assertFailed(1009);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 ff 0000000000011171",
                "01 ff 0000000100000000",
                "82 ff 4000000000000000",
                "81 ff 7fffffffffffffff"
            })
    @DisplayName("10.4: a frame that only announces too much closes with 1009, before its payload has come")
    void refusesWhatIsAnnounced(String hex) {
        client.send(hex(hex));

        client.assertFailed(1009);
    }

    @Test
    @DisplayName("10.4: a frame that announces too much behind a fragment closes with 1009")
    void refusesWhatIsAnnouncedBehindAFragment() {
        client.send(RawSocket.frame(client.first(TEXT), client.part(utf8("{"))));
        client.socket().sendHex("80 ff 0000000000011170");

        client.assertFailed(1009);
    }
}
