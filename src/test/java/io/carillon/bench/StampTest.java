package io.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells a receiver which message it has got. */
class StampTest {

    private static final Stamp STAMP = new Stamp(-2, 7, Integer.MAX_VALUE, Long.MIN_VALUE + 3);

    @ParameterizedTest
    @EnumSource
    void isFoundInAMessageOfEveryFormat(Format format) {
        Buffer message = Buffer.buffer(RequestWriter.write(
                new ClientMessage.Publish(
                        null, new RoomName("[bench:"), Payload.json('"' + text(STAMP) + " and more\""), false),
                format));

        int at = Stamp.find(message, -1);

        assertThat(Stamp.read(message, at)).isEqualTo(STAMP);
        assertThat(Stamp.find(message, at)).isEqualTo(at);
        assertThat(Stamp.find(message, at + 1)).isEqualTo(at);
        assertThat(Stamp.find(message, 1_000_000)).isEqualTo(at);
    }

    @Test
    void isFoundWhereNothingElseIs() {
        assertThat(Stamp.find(Buffer.buffer(text(STAMP)), -1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[bench:", "{\"type\":\"reply\",\"id\":0,\"result\":{\"room\":\"bench:0\"}}"})
    void isNotFoundWhereThereIsNone(String message) {
        assertThat(Stamp.find(Buffer.buffer(message), 0)).isEqualTo(-1);
    }

    @Test
    void isNotFoundInOneThatIsCutOff() {
        Buffer message = Buffer.buffer(text(STAMP));

        assertThat(Stamp.find(message.getBuffer(0, Stamp.LENGTH - 1), 0)).isEqualTo(-1);
    }

    @Test
    void isNoneWhereItsDigitsAreNot() {
        Buffer message = Buffer.buffer(text(STAMP).replace("7fffffff", "7ffffffg"));

        assertThat(Stamp.read(message, Stamp.find(message, 0))).isNull();
    }

    private static String text(Stamp stamp) {
        byte[] bytes = new byte[Stamp.LENGTH];
        stamp.write(bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
