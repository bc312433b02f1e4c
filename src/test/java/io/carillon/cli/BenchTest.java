package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command {@code bench} against a real server. */
class BenchTest {

    private static final String KEY = "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsOnePieceOfJsonAndEndsWithZeroWhereAllIsWell() {
        try (TestServer server = TestServer.start()) {
            int status = run(server, "--set", KEY, "--json", "--format", "msgpack", "--size", "1KiB");

            assertThat(status).as(err.toString()).isZero();
            assertThat(out.toString().lines()).hasSize(1);
            JsonObject json = new JsonObject(out.toString());
            assertThat(json.getString("format")).isEqualTo("msgpack");
            assertThat(json.getInteger("size_bytes")).isEqualTo(1024);
            assertThat(json.getLong("deliveries")).isEqualTo(5 * json.getLong("published"));
        }
    }

    @Test
    void tellsInWordsAndAsksAServerWithDevForAToken() {
        try (TestServer server = TestServer.start(true)) {
            int status = run(server);

            assertThat(status).as(err.toString()).isZero();
            assertThat(out.toString()).contains("members 10, rooms 2", "0 lost, 0 doubled", "p99.9 ");
        }
    }

    @Test
    void endsWithOneAndTheServersWordsWhereItLetsNobodyIn() {
        try (TestServer server = TestServer.start()) {
            int status = run(server, "--token", "nonsense");

            assertThat(status).isEqualTo(1);
            assertThat(out.toString()).contains("11 failed", "refused the handshake: 401", "three parts");
        }
    }

    @Test
    void saysWhereATokenComesFromWhereThereIsNone() {
        try (TestServer server = TestServer.start()) {
            int status = run(server, "--json");

            assertThat(status).isEqualTo(1);
            assertThat(new JsonObject(out.toString()).getString("problem"))
                    .contains("401", "there was no token: --token, --config, or a server with --dev");
            assertThat(err.toString()).contains("carillon: the server refused the handshake: 401");
        }
    }

    private int run(TestServer server, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "bench",
                "ws://127.0.0.1:" + server.port() + "/ws",
                "--connections=10",
                "--rooms=2",
                "--warmup=0s",
                "--duration=200ms"));
        arguments.addAll(List.of(more));
        String[] all = arguments.toArray(String[]::new);
        return Quiet.commands(all)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
