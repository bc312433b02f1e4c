package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The terminal client in this process, against a real server. */
class SubAndPubTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestServer server;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Runnable> signal = new CompletableFuture<>();
    private Terminal terminal = Terminal.none();
    private OutputStream stdout = out;
    private InputStream in = InputStream.nullInputStream();

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "rooms={\"orders:*\": {stream: {size: 1000, ttl: 10m}}, \"told:*\": {publish: services},"
                        + " \"members:*\": {publish: members, stream: {size: 1000, ttl: 10m}}, \"chat:*\": {presence: true}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(io.carillon.message.Format.class)
    void carryNumbersExactlyInEachFormat(io.carillon.message.Format format) {
        String room = "orders:" + format;
        String data = "{\"n\":9223372036854775807,\"d\":0.1,\"ü\":[null,true,\"x\\ny\"]}";
        assertThat(run("pub", room, data, "--format", format.toString()))
                .as(err.toString())
                .isZero();
        assertThat(new JsonObject(lines().get(0)).getLong("offset")).isEqualTo(1);
        out.reset();

        int status = run("sub", room, "--since", "0", "--count", "1", "--format", format.toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0))
                .startsWith("{\"room\":\"" + room + "\",\"data\":" + data + ",\"from\":{\"user\":\"ann\",");
        assertThat(new JsonObject(lines().get(0)).fieldNames())
                .containsExactly("room", "data", "from", "time", "offset");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void publishEachLineOfStandardInputInOrder() {
        in = stream(IntStream.rangeClosed(1, 700)
                .mapToObj(number -> number % 7 == 0 ? number + "\n\n" : number + "\n")
                .collect(Collectors.joining()));

        assertThat(run("pub", "orders:lines", "-")).as(err.toString()).isZero();

        assertThat(lines()).hasSize(700);
        assertThat(new JsonObject(lines().get(699)).getLong("offset")).isEqualTo(700);
        out.reset();
        assertThat(run("sub", "orders:lines", "--last", "300", "--count", "300", "--raw"))
                .isZero();
        assertThat(lines())
                .isEqualTo(IntStream.rangeClosed(401, 700)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    @Test
    void publishTextWhereItIsNoJsonAndOnceForAKey() {
        run("pub", "orders:key", "two words", "--key", "k");
        run("pub", "orders:key", "two words", "--key", "k");

        assertThat(new JsonObject(lines().get(1)).getBoolean("duplicate")).isTrue();
        out.reset();
        run("sub", "orders:key", "--last", "5", "--count", "1", "--raw");
        assertThat(lines()).containsExactly("\"two words\"");
    }

    @Test
    void tellWhichLineWasRefusedAndGoOn() {
        in = stream("1\n99999999999999999999\n2\n");

        assertThat(run("pub", "orders:refused")).isEqualTo(1);

        assertThat(lines()).hasSize(2);
        assertThat(err.toString()).contains("carillon: line 2: DATA: found an integer beyond 64 bits");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pub | told:x      | 1         | forbidden
            pub | $server     | 1         | forbidden: the room $server belongs to the server
            sub | $other      | --raw     | forbidden: the room $other belongs to the server
            sub | chat:none   | --since=0 | --since needs its history: not_found: the room chat:none has no stream
            sub | a           | --token=x | the server refused the handshake with 401: the token does not have three parts
            """)
    void endWithOneAndTheServersWordsWhereItRefuses(String command, String room, String more, String words) {
        assertThat(run(command, room, more)).as(err.toString()).isEqualTo(1);
        assertThat(err.toString()).startsWith("carillon: ").contains(words);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void endWithTwoWhereAnOffsetIsNotThereYet() {
        assertThat(run("sub", "orders:empty", "--since", "9"))
                .as(err.toString())
                .isEqualTo(2);
        assertThat(err.toString()).contains("--since: found 9; allowed: 0 to 0, the newest of orders:empty");
    }

    @Test
    void endCleanlyAtASignalHavingToldWhoCameAndWhatWasSaid() throws Exception {
        terminal = new Terminal(Map.of("TERM", "xterm", "NO_COLOR", "1"), false, true, true);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("sub", "chat:a", "--presence"));
        Runnable stop = signal.get(30, TimeUnit.SECONDS);
        Eventually.until(PATIENCE, "what is awaited", () -> err.toString().contains("connected as ann; Ctrl-C ends"));
        try (Client bob = Client.connect(server.port(), "/ws", Tokens.of("bob"))) {
            bob.join("chat:a");
            Eventually.until(PATIENCE, "what is awaited", () -> err.toString().contains("chat:a: bob came"));
            bob.publish("chat:a", new JsonArray().add("evil \u009b2J"));
            Eventually.until(
                    PATIENCE,
                    "what is awaited",
                    () -> out.toString(StandardCharsets.UTF_8).contains("\n"));
        }
        stop.run();

        assertThat(status.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).matches("[0-9:.]{12} chat:a bob \\[\"evil \\\\u009b2J\"\\]");
    }

    @Test
    void endQuietlyWhereNobodyReadsAnyMore() {
        run("pub", "orders:closed", "1");
        stdout = broken("Broken pipe");

        assertThat(run("sub", "orders:closed", "--since", "0")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void failWhereTheDiskIsFull() {
        run("pub", "orders:full", "1");
        stdout = broken("No space left on device");

        assertThat(run("sub", "orders:full", "--since", "0")).isEqualTo(1);
        assertThat(run("pub", "orders:full", "2")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "carillon: stdout: No space left on device", "carillon: stdout: No space left on device");
    }

    @Test
    @Timeout(60)
    void publishNoMoreWhereNobodyReadsTheReceipts() {
        in = endless("1\n");
        stdout = broken("Broken pipe");

        assertThat(run("pub", "orders:yes")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    @Timeout(60)
    void tellOfAllThatWasPublishedUntilASignal() {
        in = slow(endless("1\n")); // what is on its way at the signal has a second to be answered in: it is not much
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("pub", "orders:stopped"));
        Runnable stop = signal.join();
        Eventually.until(PATIENCE, "the first receipts", () -> out.size() > 0);
        stop.run();

        assertThat(status.join()).as(err.toString()).isZero();
        long told = lines().size();
        out.reset();
        in = InputStream.nullInputStream();
        assertThat(run("pub", "orders:stopped", "2")).isZero();
        assertThat(new JsonObject(lines().get(0)).getLong("offset")).isEqualTo(told + 1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void endAtASignalThoughMuchWaitsToBeShown() throws Exception {
        Inlet inlet = new Inlet();
        for (int i = 0; i < 10; i++) {
            inlet.tell("word " + i);
        }
        inlet.end();

        ExitStatus status = new Show(out, new PrintWriter(err, true), terminal, false).all(inlet, Long.MAX_VALUE);

        assertThat(status).isEqualTo(ExitStatus.OK);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void keepTheOrderWhereTheRoomHasToBeJoinedAndTheFirstLineIsBad() {
        in = trickle("99999999999999999999\n"
                + IntStream.rangeClosed(1, 900).mapToObj(n -> n + "\n").collect(Collectors.joining()));

        assertThat(run("pub", "members:order")).isEqualTo(1);

        assertThat(err.toString().lines()).hasSize(1);
        out.reset();
        assertThat(run("sub", "members:order", "--since", "0", "--count", "900", "--raw"))
                .isZero();
        assertThat(lines())
                .isEqualTo(
                        IntStream.rangeClosed(1, 900).mapToObj(String::valueOf).toList());
    }

    @Test
    void obeyNothingOfWhatAServerSaysThatRefuses() throws IOException {
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            byte[] words = "no \u001B]0;evil\u0007 \u009B2J".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, words.length);
            exchange.getResponseBody().write(words);
            exchange.close();
        });
        stranger.start();
        try {
            int port = stranger.getAddress().getPort();
            assertThat(execute("sub", "ws://127.0.0.1:" + port + "/ws", "a", "--token=x"))
                    .isEqualTo(1);
        } finally {
            stranger.stop(0);
        }
        assertThat(err.toString())
                .contains("refused the handshake with 403: no \\u001b]0;evil\\u0007 \\u009b2J")
                .doesNotContain("\u001B", "\u009B", "\u0007");
    }

    private static OutputStream broken(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    /** Few bytes at a time, so that some lines are read while answers come. */
    private static InputStream trickle(String text) {
        return every(100_000, stream(text));
    }

    /** Some lines at a time, so that most of them are answered before the next are read. */
    private static InputStream slow(InputStream lines) {
        return every(2_000_000, lines);
    }

    private static InputStream every(long nanos, InputStream text) {
        return new FilterInputStream(text) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                LockSupport.parkNanos(nanos);
                return super.read(bytes, offset, Math.min(length, 4));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    /** As {@code yes} has it. */
    private static InputStream endless(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private int next;

            @Override
            public int read() {
                next = (next + 1) % bytes.length;
                return bytes[(next + bytes.length - 1) % bytes.length];
            }
        };
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private int run(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(command, "ws://127.0.0.1:" + server.port() + "/ws"));
        words.addAll(List.of(more));
        if (words.stream().noneMatch(word -> word.startsWith("--token"))) {
            words.add("--token=" + Tokens.of("ann"));
        }
        return execute(words.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        Surroundings surroundings = new Surroundings(
                Map.of(),
                terminal,
                (first, second) -> signal.complete(first),
                status -> {
                    throw new AssertionError("halted");
                },
                new Surroundings.Pipes(in, stdout),
                List::of);
        PrintWriter printed = new PrintWriter(out, true, StandardCharsets.UTF_8);
        return Main.commandLine(surroundings, (config, dev) -> null, arguments)
                .setOut(printed)
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
