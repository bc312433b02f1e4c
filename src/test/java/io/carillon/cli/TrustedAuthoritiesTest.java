package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.TestAuthority;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The terminal client with a server whose certificate nobody knows but who runs it. */
@Timeout(60)
class TrustedAuthoritiesTest {

    @TempDir
    static Path directory;

    private static TestServer server;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        TestAuthority authority = new TestAuthority("Own CA");
        authority.issue("localhost").into(directory);
        authority.write(directory.resolve("ca.pem"));
        new TestAuthority("Other CA").write(directory.resolve("other.pem"));
        server = TestServer.start(
                true, "http.tls.cert=" + directory.resolve("cert.pem"), "http.tls.key=" + directory.resolve("key.pem"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private int publish(String scheme, String ca, String... more) {
        Surroundings surroundings = new Surroundings(
                Map.of(),
                Terminal.none(),
                (first, second) -> {},
                status -> {
                    throw new AssertionError("halted");
                },
                new Surroundings.Pipes(InputStream.nullInputStream(), out),
                List::of);
        List<String> words = new java.util.ArrayList<>(
                List.of("pub", scheme + "://localhost:" + server.port() + "/ws", "room", "1"));
        if (!ca.isEmpty()) {
            words.addAll(List.of("--ca", directory.resolve(ca).toString()));
        }
        words.addAll(List.of(more));
        String[] arguments = words.toArray(String[]::new);
        return Main.commandLine(surroundings, (config, dev) -> null, arguments)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String token() {
        return "--token=" + Tokens.of("ann");
    }

    @Test
    void areThoseOfTheFile() {
        assertThat(publish("wss", "ca.pem", token())).as(err.toString()).isZero();
    }

    @Test
    void areAskedForATokenWithThatTrustToo() {
        assertThat(publish("wss", "ca.pem")).as(err.toString()).isZero();
    }

    @Test
    void areThoseOfTheJdkWhereNothingIsSaid() {
        assertThat(publish("wss", "", token())).isEqualTo(1);
        assertThat(err.toString()).contains("no connection: ");
    }

    @Test
    void areNoOthers() {
        assertThat(publish("wss", "other.pem", token())).isEqualTo(1);
    }

    @Test
    void areLookedAtBeforeAnythingElse() throws Exception {
        Files.writeString(directory.resolve("none.pem"), "hello");

        assertThat(publish("wss", "none.pem", token())).isEqualTo(2);
        assertThat(publish("wss", "missing.pem", token())).isEqualTo(2);
        assertThat(publish("ws", "ca.pem", token())).isEqualTo(2);
        assertThat(err.toString())
                .contains("--ca: found " + directory.resolve("missing.pem") + " (no such file)")
                .contains("--ca: found authorities for ws; allowed: with a URL that begins with wss");
    }
}
