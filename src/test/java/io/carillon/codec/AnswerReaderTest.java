package io.carillon.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.ErrorCode;
import io.carillon.message.Format;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client's side of the protocol, in all formats. */
class AnswerReaderTest {

    private static final Revision NEWEST = Revision.values()[Revision.values().length - 1];

    private static Map<String, Object> read(ServerMessage message, Format format) {
        return AnswerReader.read(Codecs.of(format).encode(message, NEWEST), format);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void readsAMessageAndItsDataHoweverDeep(Format format) {
        Payload deep = Payload.json("[".repeat(64) + "1.5" + "]".repeat(64));
        Map<String, Object> message =
                read(new ServerMessage.RoomMessage(new RoomName("r"), deep, Sender.user("ann", "c1"), 17, 5L), format);
        assertThat(message)
                .containsEntry("type", "message")
                .containsEntry("offset", 5L)
                .containsEntry("time", 17L);
        assertThat(message.get("from")).isEqualTo(Map.of("user", "ann", "connection", "c1"));
        assertThat(new String(Values.json((Payload) message.get("data"))))
                .isEqualTo("[".repeat(64) + "1.5" + "]".repeat(64));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void readsWhereAJoinBegins(Format format) {
        Result.Start start = new Result.Start(new Position("e", 9), 4, false, new Result.Missed(2, 3));
        Map<String, Object> reply = read(
                new ServerMessage.Reply(new RequestId.Number(7), new Result.Joined(new RoomName("r"), start)), format);
        assertThat(reply).containsEntry("id", 7L);
        assertThat(reply.get("result"))
                .isEqualTo(Map.of(
                        "room",
                        "r",
                        "epoch",
                        "e",
                        "offset",
                        9L,
                        "oldest",
                        4L,
                        "recovered",
                        false,
                        "missed",
                        Map.of("from", 2L, "to", 3L)));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void readsAHistoryAndWhoIsThere(Format format) {
        ServerMessage.RoomMessage said = new ServerMessage.RoomMessage(
                new RoomName("r"), Payload.json("[{\"data\":[1]}]"), Sender.user("ann", "c1"), 17, 5L);
        Map<String, Object> reply = read(
                new ServerMessage.Reply(
                        new RequestId.Number(7), new Result.History(new Position("e", 6), 5, List.of(said, said))),
                format);
        List<?> messages = (List<?>) ((Map<?, ?>) reply.get("result")).get("messages");
        assertThat(messages).hasSize(2);
        Map<?, ?> first = (Map<?, ?>) messages.get(0);
        assertThat(first.get("from")).isEqualTo(Map.of("user", "ann", "connection", "c1"));
        assertThat(new String(Values.json((Payload) first.get("data")))).isEqualTo("[{\"data\":[1]}]");

        Member ann = new Member("c1", "ann", Payload.json("{\"member\":{}}"));
        reply = read(new ServerMessage.Reply(new RequestId.Number(7), new Result.Members(1, List.of(ann))), format);
        Map<?, ?> there = (Map<?, ?>) ((List<?>) ((Map<?, ?>) reply.get("result")).get("members")).get(0);
        assertThat(there.get("user")).isEqualTo("ann");
        assertThat(new String(Values.json((Payload) there.get("member")))).isEqualTo("{\"member\":{}}");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void readsWhateverAServiceHasAnswered(Format format) {
        Payload deep = Payload.json("[".repeat(64) + "null" + "]".repeat(64));
        byte[] reply = Codecs.of(format)
                .encode(new ServerMessage.Reply(new RequestId.Number(7), new Result.Called(deep)), NEWEST);
        assertThat(AnswerReader.read(reply, format)).containsEntry("id", 7L);
        assertThat(new String(Values.json(AnswerReader.result(reply, format))))
                .isEqualTo("[".repeat(64) + "null" + "]".repeat(64));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void readsARefusal(Format format) {
        Map<String, Object> error = read(
                new ServerMessage.Refusal(new RequestId.Number(7), ErrorCode.RATE_LIMITED, "slowly", 250L), format);
        assertThat(error)
                .containsEntry("code", "rate_limited")
                .containsEntry("retryable", true)
                .containsEntry("retryAfter", 250L);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void refusesWhatIsCutOff(Format format) {
        byte[] packet = Codecs.of(format).encode(new ServerMessage.Left(new RoomName("r"), "because"), NEWEST);
        assertThatThrownBy(() -> AnswerReader.read(Arrays.copyOf(packet, packet.length - 2), format))
                .isInstanceOf(CodecException.class);
    }
}
