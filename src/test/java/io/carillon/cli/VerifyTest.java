package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code verify}: what it says, and what it does not take. */
class VerifyTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsInWordsThatAllIsWell() {
        try (TestServer server = TestServer.start("rooms={\"verify:*\": {stream: {size: 1000, ttl: 1h}}}")) {
            int status = run(small(server, "--token=" + Tokens.of("verify")));

            assertThat(status).as(out + "" + err).isZero();
            assertThat(out.toString())
                    .contains("4 subscribers, 2 rooms", "0 resets", "OK: nothing acknowledged was lost");
            assertThat(err.toString()).contains("4/4 in their rooms");
        }
    }

    @Test
    void saysWhatTheServerLacksWhereRoomsHaveNoStream() {
        try (TestServer server = TestServer.start()) {
            int status = run(small(server, "--token=" + Tokens.of("verify")));

            assertThat(status).isEqualTo(1);
            assertThat(out.toString()).contains("PROBLEM: the room verify:", "has no stream", "FAILED");
        }
    }

    @Test
    void saysThatTheTokenIsNotTaken() {
        try (TestServer server = TestServer.start()) {
            int status = run(small(server, "--token=nonsense"));

            assertThat(status).isEqualTo(1);
            assertThat(out.toString()).contains("PROBLEM: the server refused the handshake: 401");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rooms=0                       | --rooms: found 0; allowed: 1 to one a subscriber",
                "--subscribers=0                 | --subscribers: found 0; allowed: 1 to",
                "--rate=0                        | --rate: found 0.0; allowed: more than 0",
                "--size=10                       | --size: found 10; allowed: 48 to",
                "--duration=soon                 | --duration: found soon; allowed: a time span like",
                "--every=x                       | --every: found x; allowed: a time span like",
                "--detection=x                   | --detection: found x; allowed: a time span like",
                "--nodes=0                       | --nodes: found 0; allowed: 1 to 9",
                "--nodes=2 --partition           | --partition: found 2 nodes; allowed: 3 or more",
                "--rolling-restart=-1            | --rolling-restart: found -1; allowed: 0 to 1000",
                "--token=x                       | --token: found one without a URL; allowed: with a URL",
                "ws://localhost/ws --kill        | URL: found one together with --nodes or a fault; allowed: either",
                "ws://localhost/ws --nodes=3     | URL: found one together with --nodes or a fault; allowed: either",
                "http://localhost/ws             | URL: found http://localhost/ws; allowed: like ws://",
                "--kil                           | unknown: --kil; did you mean --kill?"
            })
    void whatItDoesNotTakeIsTold(String arguments, String complaint) {
        int status = run(List.of(arguments.split(" ")));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: " + complaint).contains("verify --help");
        assertThat(out.toString()).isEmpty();
    }

    private static List<String> small(TestServer server, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "ws://127.0.0.1:" + server.port() + "/ws",
                "--subscribers=4",
                "--rooms=2",
                "--publishers=2",
                "--rate=50",
                "--duration=1500ms"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private int run(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("verify"));
        words.addAll(arguments);
        String[] all = words.toArray(String[]::new);
        return Quiet.commands(all)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
