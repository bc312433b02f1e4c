package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.HttpAnswer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A body of lines that is larger than all the memory of the server, which is a process of its own. {@code
 * -Dcarillon.ingest.mebibytes=1024} says how large.
 */
@Tag("slow")
@Timeout(1800)
class FlatMemoryTest {

    private static final int MEBIBYTES = Integer.getInteger("carillon.ingest.mebibytes", 128);
    private static final int LINE = 1024;
    private static final String HEAP = "-Xmx80m";
    private static final String DIRECT = "-XX:MaxDirectMemorySize=32m";

    private Process server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        DIRECT,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.carillon.cli.Main",
                        "serve",
                        "--dev",
                        "--port",
                        "0",
                        "--set",
                        "rooms={\"kept:*\": {stream: {size: 1000}}}")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String ready =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(ready).startsWith("carillon ready http://");
        port = URI.create(ready.split(" ")[2]).getPort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(40, TimeUnit.SECONDS)) {
            server.destroyForcibly();
        }
    }

    private ApiClient api() throws Exception {
        HttpResponse<String> token = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/dev/token?user=s"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new ApiClient(port, new JsonObject(token.body()).getString("token"));
    }

    /** Lines of 1 KiB, made as they are read. */
    private static final class Lines extends InputStream {

        private final long lines;
        private long line;
        private byte[] current = new byte[0];
        private int at;

        private Lines(long lines) {
            this.lines = lines;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at == current.length) {
                if (line == lines) {
                    return -1;
                }
                String head = "{\"n\":" + ++line + ",\"x\":\"";
                String text = head + "x".repeat(LINE - head.length() - 3) + "\"}\n";
                current = text.getBytes(StandardCharsets.US_ASCII);
                at = 0;
            }
            int count = Math.min(length, current.length - at);
            System.arraycopy(current, at, into, offset, count);
            at += count;
            return count;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept:bulk", "plain"})
    void aBodyLargerThanTheMemoryArrivesComplete(String room) throws Exception {
        long lines = MEBIBYTES * 1024L;
        ApiClient api = api();
        long begun = System.nanoTime();
        try (ApiClient.Events reader = api.follow("/rooms/" + room + "/events")) {
            HttpAnswer answer = api.lines(
                    "/rooms/" + room + "/messages", HttpRequest.BodyPublishers.ofInputStream(() -> new Lines(lines)));

            assertThat(answer.json()).isEqualTo(new JsonObject("{\"published\": " + lines + ", \"failed\": []}"));
            System.out.printf(
                    "%d MiB into %s: %.1f s, CPU of the server %s%n",
                    MEBIBYTES,
                    room,
                    (System.nanoTime() - begun) / 1e9,
                    server.info().totalCpuDuration().orElse(Duration.ZERO));
            if (room.startsWith("kept")) {
                JsonObject kept =
                        api.get("/rooms/" + room + "/messages?limit=0").json();
                assertThat(kept.getLong("offset")).isEqualTo(lines);
            }
            long last = 0; // a reader that is slower than all of it may be cut off, and sees no gap until then
            for (ApiClient.Event event = reader.poll(); event != null; event = reader.poll()) {
                if (event.name().equals("message")) {
                    long n = event.data().getJsonObject("data").getLong("n");
                    assertThat(n).isEqualTo(last + 1);
                    last = n;
                }
            }
            assertThat(last).isPositive();
        }
        assertThat(server.isAlive()).isTrue();
    }
}
