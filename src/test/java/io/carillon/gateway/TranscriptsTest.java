package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiDocument;
import io.carillon.support.FormatClient;
import io.carillon.support.Packets;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.carillon.support.Transcript;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/protocol.md} shows of clients and server talking is what they say, down to the bytes. */
class TranscriptsTest {

    private static final Path FILE = Path.of("docs", "protocol.md");
    private static final ApiDocument DOCUMENT = ApiDocument.ofProgram();
    private static final long DAY = 86_400_000;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("endpoints={carillon: {}, zenith: {preset: zenith}, tachyon: {preset: tachyon}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<Transcript> transcripts() {
        return Transcript.read(FILE);
    }

    @Test
    void everyFormatShowsEveryMessage() {
        for (Packets packets : EnumSet.allOf(Packets.class)) {
            Set<String> shown = new HashSet<>();
            for (Transcript transcript : transcripts()) {
                transcript.lines().stream()
                        .filter(line ->
                                transcript.speakers().get(line.speaker()).packets() == packets)
                        .map(line ->
                                line.said() ? (String) line.message().get("type") : ApiDocument.kindOf(line.message()))
                        .forEach(shown::add);
            }

            assertThat(shown)
                    .as(packets.format())
                    .contains("join", "leave", "publish", "info", "ping")
                    .contains("welcome", "reply", "error", "message", "serverInfo");
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void bytesAndJsonOfALineAreTheSameMessage(Transcript transcript) {
        for (Transcript.Line line : transcript.lines()) {
            Packets packets = transcript.speakers().get(line.speaker()).packets();
            if (packets != Packets.JSON) { // there the bytes are the JSON
                assertThat(line.bytes()).as(at(line)).isEqualTo(packets.write(line.message()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void everyMessageIsAsTheAsyncApiDocumentSays(Transcript transcript) {
        for (Transcript.Line line : transcript.lines()) {
            if (!line.said()) {
                assertThat(DOCUMENT.problem(ApiDocument.kindOf(line.message()), line.message()))
                        .as(at(line))
                        .isEmpty();
            } else if (!"bad_request".equals(answer(transcript, line).get("code"))) {
                assertThat(DOCUMENT.problem((String) line.message().get("type"), line.message()))
                        .as(at(line))
                        .isEmpty();
            }
        }
    }

    /** What somebody heard next. */
    private static Map<String, Object> answer(Transcript transcript, Transcript.Line said) {
        return transcript.lines().stream()
                .filter(line -> line.number() > said.number() && line.speaker().equals(said.speaker()))
                .findFirst()
                .map(Transcript.Line::message)
                .orElse(Map.of());
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theServerSaysWhatIsShown(Transcript transcript) {
        Map<String, FormatClient> clients = new LinkedHashMap<>();
        Set<String> welcomed = new HashSet<>();
        Likeness likeness = new Likeness();
        for (Transcript.Line line : transcript.lines()) {
            Transcript.Speaker speaker = transcript.speakers().get(line.speaker());
            FormatClient client = clients.computeIfAbsent(line.speaker(), name -> connect(speaker));
            if (line.said()) {
                client.sendPacket(line.bytes());
            } else {
                byte[] heard = welcomed.add(line.speaker()) ? client.welcomePacket() : client.receivePacket();
                check(speaker, line, heard, likeness);
            }
        }
        clients.forEach((name, client) -> assertThat(client.drain()).as(name).isEmpty());
        clients.values().forEach(FormatClient::close);
    }

    private static FormatClient connect(Transcript.Speaker speaker) {
        return FormatClient.connect(
                server.port(), speaker.path(), Tokens.of(speaker.name()), speaker.packets(), speaker.subprotocol());
    }

    /** The shown message, with the values of this run in it, is what was heard, byte for byte in the binary formats. */
    private static void check(Transcript.Speaker speaker, Transcript.Line line, byte[] heard, Likeness likeness) {
        Packets packets = speaker.packets();
        Map<?, ?> message = (Map<?, ?>) packets.read(heard);
        String shown = at(line) + " heard " + Transcript.shown(packets, heard);
        Object expected = likeness.of(line.message(), message);
        if (packets == Packets.JSON) {
            assertThat(expected).as(shown).isEqualTo(message);
        } else {
            assertThat(packets.write(expected)).as(shown).isEqualTo(heard);
        }
    }

    private static String at(Transcript.Line line) {
        return FILE + ":" + line.number();
    }

    /** What differs from run to run, and only that: ids, times and the version. One for each transcript. */
    private static final class Likeness {

        private static final Set<String> IDS = Set.of("connection", "node");
        private static final Set<String> TIMES = Set.of("time", "expires");
        private final Map<Object, Object> ids = new HashMap<>();

        /** The shown message with what was heard in the place of what may differ, where it is of the same kind. */
        Object of(Map<?, ?> shown, Map<?, ?> heard) {
            boolean ours =
                    !shown.get("type").equals("message") || shown.get("room").equals("$server");
            Map<Object, Object> like = new LinkedHashMap<>();
            shown.forEach((name, value) ->
                    like.put(name, name.equals("data") && !ours ? value : of(name, value, heard.get(name))));
            return like;
        }

        private Object of(Object name, Object shown, Object heard) {
            if (shown instanceof Map<?, ?> map && heard instanceof Map<?, ?> other) {
                return map.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> of(entry.getKey(), entry.getValue(), other.get(entry.getKey())),
                                (first, second) -> first,
                                LinkedHashMap::new));
            }
            return isLike(name, shown, heard) ? heard : shown;
        }

        private boolean isLike(Object name, Object shown, Object heard) {
            if (IDS.contains(name)) {
                return heard instanceof String id
                        && id.length() == shown.toString().length()
                        && id.equals(ids.computeIfAbsent(shown, first -> id));
            }
            if (TIMES.contains(name)) {
                return heard instanceof Long time && Math.abs(time - System.currentTimeMillis()) < DAY;
            }
            return name.equals("version") && heard instanceof String version && !version.isEmpty();
        }
    }
}
