package io.carillon.gateway;

import static io.carillon.support.FrameClient.BINARY;
import static io.carillon.support.FrameClient.CLOSE;
import static io.carillon.support.FrameClient.FIN;
import static io.carillon.support.FrameClient.PING;
import static io.carillon.support.FrameClient.TEXT;
import static io.carillon.support.FrameClient.hex;
import static io.carillon.support.FrameClient.join;
import static io.carillon.support.FrameClient.request;
import static io.carillon.support.FrameClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Compression;
import io.carillon.support.RawSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.5.1 and 7: how connections are closed, without and with compression. */
class RfcCloseTest extends RfcTest {

    private static byte[] close(int code, byte[] reason) {
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return RawSocket.frame(FIN | CLOSE, payload);
    }

    /** The answer to a close frame: one of the same code, and then the server hangs up, though the client does not. */
    private void assertClosed(int code) {
        RawSocket.Frame answer = client.socket().readFrame();
        assertThat(answer.opcode()).isEqualTo(CLOSE);
        assertThat(answer.fin()).isTrue();
        assertThat(answer.closeCode()).isEqualTo(code);
        assertThat(client.socket().readToEnd()).isEmpty();
    }

    @Test
    @DisplayName("5.5.1, 7.1.5: a close frame without a code is answered with one without a code")
    void answersAnEmptyClose() {
        client.send(RawSocket.frame(FIN | CLOSE, NOTHING));

        assertClosed(1005);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    @DisplayName("5.5.1, 7.4: a code that may be sent is answered with the same, and the server hangs up first (7.1.1)")
    void echoesTheCode(int code) {
        client.send(close(code, NOTHING));

        assertClosed(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 32_768, 65_535})
    @DisplayName("7.4.1, 7.4.2: a code that must not be sent is answered with 1002")
    void refusesCodesThatMustNotBeSent(int code) {
        client.send(close(code, NOTHING));

        client.assertFailed(1002);
    }

    @Test
    @DisplayName("5.5.1: half a code is answered with 1002")
    void refusesHalfACode() {
        client.send(RawSocket.frame(FIN | CLOSE, new byte[] {3}));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bye", "tschüß", "🔔"})
    @DisplayName("5.5.1: a reason may be any text")
    void takesAReason(String reason) {
        client.send(close(1000, utf8(reason)));

        assertClosed(1000);
    }

    @Test
    @DisplayName("5.5.1: a reason may be of 123 bytes")
    void takesTheLongestReason() {
        client.send(close(4000, utf8("r".repeat(123))));

        assertClosed(4000);
    }

    @Test
    @DisplayName("5.5: a reason of 124 bytes is too long for a control frame")
    void refusesATooLongReason() {
        client.send(close(4000, utf8("r".repeat(124))));

        client.assertFailed(1002);
    }

    @ParameterizedTest
    @CsvSource({"ff", "c3", "c328", "eda080", "f4908080", "c080", "6162e282"})
    @DisplayName("5.5.1, 8.1: a reason that is not UTF-8 is answered with 1007")
    void refusesAReasonThatIsNoText(String hex) {
        client.send(close(1000, hex(hex)));

        client.assertFailed(1007);
    }

    @Test
    @DisplayName("5.5.1: a close frame is read however its bytes are cut")
    void readsACloseFrameThatIsCut() {
        for (byte octet : close(1000, utf8("slowly"))) {
            client.send(new byte[] {octet});
        }

        assertClosed(1000);
    }

    @Test
    @DisplayName("5.5.1, 1.4: what comes behind a close frame is passed over: messages, pings, another close, nonsense")
    void passesOverWhatFollowsAClose() {
        byte[] message = client.frame(TEXT, request("late"));
        byte[] ping = RawSocket.frame(FIN | PING, utf8("late"));
        client.send(join(close(1000, NOTHING), message, ping, close(1001, NOTHING), new byte[] {-1, -1, -1}));

        RawSocket.Frame answer = client.socket().readFrame();
        assertThat(answer.closeCode()).isEqualTo(1000);
        client.socket().awaitEnd();
    }

    @Test
    @DisplayName("5.5.1: requests that came before a close frame are answered before it")
    void answersWhatCameBefore() {
        byte[] message = client.frame(TEXT, request("before"));
        client.send(join(message, close(1000, NOTHING)));

        client.assertReply("before");
        assertClosed(1000);
    }

    @Test
    @DisplayName("5.4, 5.5.1: a close frame may come between fragments")
    void takesACloseBetweenFragments() {
        client.send(RawSocket.frame(client.first(TEXT), client.part(utf8("{"))));
        client.send(close(1000, NOTHING));

        assertClosed(1000);
    }

    @Test
    @DisplayName("7.1.2: where both close at once each sends one close frame, and that is the end")
    void closesOnceWhereBothDo() {
        byte[] binary = client.frame(BINARY, request("not in this format")); // the server closes with 1003
        client.send(join(binary, close(1000, NOTHING)));

        assertClosed(1003);
    }

    @Test
    @DisplayName("7.1.1: the server hangs up once the client has answered its close frame")
    void hangsUpAfterTheAnswer() {
        client.send(client.frame(BINARY, request("not in this format")));
        RawSocket.Frame close = client.socket().readFrame();
        assertThat(close.closeCode()).isEqualTo(1003);
        assertThat(close.closeReason()).isNotEmpty();

        client.send(close(1003, NOTHING));

        assertThat(client.socket().readToEnd()).isEmpty();
    }

    @Test
    @DisplayName("5.5.1: after its close frame the server sends nothing, whatever it is still asked")
    void sendsNothingAfterItsCloseFrame() {
        client.send(client.frame(BINARY, request("not in this format")));
        assertThat(client.socket().readFrame().closeCode()).isEqualTo(1003);
        client.sendText(request("too late"));
        client.send(RawSocket.frame(FIN | PING, utf8("too late")));
        client.send(close(1000, NOTHING));

        assertThat(client.socket().readToEnd()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "c180 00000000, 1002",
        "8100, 1002",
        "8380 00000000, 1002",
        "88 81 00000000 03, 1002",
        "88 82 00000000 03ed, 1002",
        "81 82 00000000 c328, 1007",
        "82 ff 4000000000000000, 1009"
    })
    @DisplayName("7.1.7: whoever breaks a rule is told which, though it goes on sending")
    void saysWhyBeforeItHangsUpOnAViolation(String hex, int code) {
        String first = compression == Compression.ON ? hex.replaceFirst("^c1", "d1") : hex;
        client.socket().sendHex(first + " 8180 00000000".repeat(2000));

        RawSocket.Frame close = client.socket().readFrame();

        assertThat(close.closeCode()).isEqualTo(code);
        assertThat(close.closeReason()).isNotEmpty();
        client.socket().shutdownOutput();
        client.socket().awaitEnd();
    }

    @Test
    @DisplayName("7.1.7: what came before a violation is answered, what comes behind it is not")
    void answersNothingBehindAViolation() {
        byte[] before = client.frame(TEXT, request("before"));
        byte[] behind = client.frame(TEXT, request("behind"));
        client.send(join(before, RawSocket.frame(0x83, NOTHING), behind, close(1000, NOTHING)));

        client.assertReply("before");
        client.assertFailed(1002);
    }

    @Test
    @DisplayName("7.1.7: a message that cannot be decoded closes with 1007")
    void refusesWhatCannotBeDecoded() {
        client.sendText(utf8("Hello"));

        RawSocket.Frame close = client.socket().readFrame();
        assertThat(close.closeCode()).isEqualTo(1007);
        assertThat(close.closeReason()).isNotEmpty();
    }
}
