package io.carillon.codec;

import static io.carillon.codec.Wire.map;
import static io.carillon.codec.Wire.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.ClientMessage;
import io.carillon.message.Position;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server says of streams, in each format and revision. */
class StreamWordsTest {

    private static final RequestId ID = new RequestId.Number(1);
    private static final RoomName ROOM = new RoomName("r");

    @ParameterizedTest
    @EnumSource
    void writesWhatBelongsToStreamsToTheNewRevisionAlone(Wire wire) {
        Position position = new Position("e", 7);
        ServerMessage.RoomMessage message =
                new ServerMessage.RoomMessage(ROOM, wire.payload(1L), Sender.user("bob", "c1"), 5, 1L << 40);
        Result.Start start = new Result.Start(position, 4, false, new Result.Missed(2, 3));

        assertThat(result(wire, new Result.Joined(ROOM, start), Revision.V1_1))
                .isEqualTo(map(
                        "room",
                        "r",
                        "epoch",
                        "e",
                        "offset",
                        7L,
                        "oldest",
                        4L,
                        "recovered",
                        false,
                        "missed",
                        map("from", 2L, "to", 3L)));
        assertThat(result(wire, new Result.Joined(ROOM, new Result.Start(position, 8, null, null)), Revision.V1_1))
                .isEqualTo(map("room", "r", "epoch", "e", "offset", 7L, "oldest", 8L));
        assertThat(result(wire, new Result.Joined(ROOM, start), Revision.V1_0)).isEqualTo(map("room", "r"));
        assertThat(result(wire, new Result.Published(position, false), Revision.V1_1))
                .isEqualTo(map("epoch", "e", "offset", 7L));
        assertThat(result(wire, new Result.Published(position, true), Revision.V1_1))
                .isEqualTo(map("epoch", "e", "offset", 7L, "duplicate", true));
        assertThat(result(wire, new Result.Published(position, true), Revision.V1_0))
                .isEqualTo(map());
        Map<String, Object> from = map("user", "bob", "connection", "c1");
        assertThat(result(wire, new Result.History(position, 4, List.of(message)), Revision.V1_1))
                .isEqualTo(map(
                        "epoch",
                        "e",
                        "offset",
                        7L,
                        "oldest",
                        4L,
                        "messages",
                        List.of(map("offset", 1L << 40, "data", 1L, "from", from, "time", 5L))));
        assertThat(wire.read(message))
                .isEqualTo(
                        map("type", "message", "room", "r", "data", 1L, "from", from, "time", 5L, "offset", 1L << 40));
        assertThat(wire.read(message, Revision.V1_0))
                .isEqualTo(map("type", "message", "room", "r", "data", 1L, "from", from, "time", 5L));
        assertThat(wire.read(new ServerMessage.Reset(ROOM, position)))
                .isEqualTo(map("type", "reset", "room", "r", "epoch", "e", "offset", 7L));
        assertThat(new ServerMessage.Reset(ROOM, position).isKnownTo(Revision.V1_0))
                .isFalse();
    }

    private static Object result(Wire wire, Result result, Revision revision) {
        return ((Map<?, ?>) wire.read(new ServerMessage.Reply(ID, result), revision)).get("result");
    }

    @ParameterizedTest
    @EnumSource
    void knowsNothingOfStreamsInTheOldRevision(Wire wire) {
        Map<String, Object> keyed = publish(1L);
        keyed.put("key", 7L);

        assertThat(((ClientMessage.Publish) wire.decode(keyed, Revision.V1_0)).key())
                .isNull();
        assertThat(wire.decode(map("type", "join", "room", "r", "recover", "x"), Revision.V1_0))
                .isEqualTo(new ClientMessage.Join(null, ROOM, null));
        assertThat(wire.decode(map("type", "members", "room", "r"), Revision.V1_0))
                .isEqualTo(new ClientMessage.Members(null, ROOM));
        assertThatThrownBy(() -> wire.decode(map("type", "history", "room", "r"), Revision.V1_0))
                .isInstanceOf(BadMessageException.class)
                .hasMessage("type is unknown: \"history\"");
    }
}
