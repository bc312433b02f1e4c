package io.carillon.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RequestId;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client writes is what the server reads. */
class RequestWriterTest {

    private static final RoomName ROOM = new RoomName("chat:türm");

    @ParameterizedTest
    @EnumSource
    void writesWhatTheServerReads(Format format) {
        RequestId number = new RequestId.Number(RequestId.LARGEST);
        Payload data = data(format);
        List<ClientMessage> messages = List.of(
                new ClientMessage.Join(number, ROOM, null),
                new ClientMessage.Join(null, ROOM, data),
                new ClientMessage.Leave(new RequestId.Text("a\"b"), ROOM),
                new ClientMessage.Publish(number, ROOM, data, true),
                new ClientMessage.Publish(null, ROOM, data, false),
                new ClientMessage.Members(number, ROOM),
                new ClientMessage.History(number, ROOM),
                new ClientMessage.History(null, ROOM, 7, 0, true),
                new ClientMessage.Join(null, ROOM, new Position("e", 3), data),
                new ClientMessage.Publish(null, ROOM, data, false, "k"),
                new ClientMessage.Info(null),
                new ClientMessage.Ping(number));

        assertThat(messages)
                .allSatisfy(message -> assertThat(
                                Codecs.of(format).decode(RequestWriter.write(message, format), Revision.V1_1))
                        .isEqualTo(message));
    }

    /** A string, in the format's own bytes: what was translated is compared by what it is. */
    private static Payload data(Format format) {
        Payload json = Payload.json("\"x\"");
        ClientMessage written = Codecs.of(format)
                .decode(RequestWriter.write(new ClientMessage.Publish(null, ROOM, json, true), format), Revision.V1_1);
        Payload data = ((ClientMessage.Publish) written).data();
        assertThat(data.format()).isEqualTo(format);
        assertThat(PayloadReader.read(data)).isEqualTo("x");
        return data;
    }
}
