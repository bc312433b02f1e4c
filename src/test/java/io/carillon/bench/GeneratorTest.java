package io.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Format;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads on a real server, and on servers that do what none must. */
@Tag("slow")
class GeneratorTest {

    private static final Duration LOOK = Duration.ofMillis(20);
    /** A machine may stand still for most of one. */
    private static final int ROUNDS = 5;

    private static final Load.Times SHORT = new Load.Times(Duration.ZERO, Duration.ofMillis(300));
    private static final Load.Times LONG = new Load.Times(Duration.ZERO, Duration.ofMinutes(5));

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("endpoints.main={preset: carillon, compression: true}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "MSGPACK, false", "MSGPACK, true", "BSON, false", "BSON, true"})
    void countEachMessageOnceForEachMember(Format format, boolean compression) throws Exception {
        Load load = new Load(
                target("carillon.v1." + format),
                new Load.Crowd(10, 2, 1, "bench:"),
                new Load.Data(format, 1000, compression),
                new Pace.Rate(500),
                SHORT);

        Figures figures = run(load);

        assertThat(figures.isFaultless()).as(figures.json().encode()).isTrue();
        assertThat(figures.connected().open()).isEqualTo(11);
        assertThat(figures.traffic().published()).isEqualTo(150); // what is due in the time, exactly
        assertThat(figures.deliveries()).isEqualTo(150 * 5);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 3, 2", "2, 5, 4", "4, 1, 10"})
    void publishAsFastAsTheServerDeliversWithAWindow(int rooms, int publishers, int window) throws Exception {
        int connections = rooms * 3;
        Load load = new Load(
                target("carillon.v1.json"),
                new Load.Crowd(connections, rooms, publishers, "bench:"),
                new Load.Data(Format.JSON, 48, false),
                new Pace.Window(window),
                new Load.Times(Duration.ZERO, Duration.ofSeconds(1)));

        long most = 0;
        for (int round = 0; round < ROUNDS && most <= (long) window * rooms; round++) {
            Figures figures = run(load);

            assertThat(figures.isFaultless()).as(figures.json().encode()).isTrue();
            if (publishers <= rooms) { // else publishers hear each other
                assertThat(figures.deliveries()).isEqualTo(figures.traffic().published() * 3);
            }
            most = Math.max(most, figures.traffic().published());
        }

        assertThat(most).isGreaterThan((long) window * rooms);
    }

    @Test
    void onlyConnectAndStayWhereNobodyPublishes() throws Exception {
        Load load = new Load(
                new Load.Target(uri(server.port()), "carillon.v1.json", Optional.of(Tokens.of("bench")), 3),
                new Load.Crowd(30, 3, 0, "bench:"),
                new Load.Data(Format.JSON, 48, false),
                new Pace.Idle(),
                new Load.Times(Duration.ZERO, Duration.ofSeconds(30)));
        AtomicLong there = new AtomicLong();
        AtomicInteger looks = new AtomicInteger();

        Figures figures = run(load, (generator, progress) -> {
            there.set(Math.max(there.get(), progress.connected()));
            if (progress.connected() == 30 && looks.incrementAndGet() == 10) {
                generator.stop();
            }
        });

        assertThat(figures.isFaultless()).isTrue();
        assertThat(there).hasValue(30);
        assertThat(figures.deliveries()).isZero();
    }

    @Test
    void tellTheCpuThatTheServersMetricsTell() throws Exception {
        ServerCpu cpu = ServerCpu.ofMetrics(URI.create("http://127.0.0.1:" + server.managementPort() + "/metrics"));

        AtomicInteger grown = new AtomicInteger();

        // CPU time is counted in steps of 10 ms, and a fast server needs less for a few messages.
        Figures figures = run(small(server.port(), LONG), cpu, (generator, progress) -> {
            boolean hasGrown =
                    progress.phase().equals("measuring") && progress.cpu().orElse(0) > 0;
            if (hasGrown && grown.incrementAndGet() == 2) { // the first may have been before it was measured
                generator.stop();
            }
        });

        assertThat(figures.json().getDouble("server_cpu_us_per_delivery")).isPositive();
        assertThat(Report.of(figures)).contains("µs a delivery");
    }

    @Test
    void tellWhyTheServerLetNobodyIn() throws Exception {
        Load.Target target = new Load.Target(uri(server.port()), "carillon.v1.json", Optional.of("nonsense"), 1);

        Figures figures = run(new Load(target, crowd(), data(), new Pace.Rate(100), SHORT));

        assertThat(figures.isFaultless()).isFalse();
        assertThat(figures.connected()).extracting("open", "failed").containsExactly(0L, 5L);
        assertThat(figures.problem().orElse("")).contains("refused the handshake: 401", "three parts");
    }

    @Test
    void endWithTheServer() throws Exception {
        AtomicBoolean told = new AtomicBoolean();

        Figures figures = run(small(server.port(), LONG), (generator, progress) -> {
            if (progress.deliveriesPerSecond() > 0 && told.compareAndSet(false, true)) {
                server.drain();
            }
        });

        assertThat(figures.isFaultless()).isFalse();
        assertThat(figures.traffic().interrupted()).isTrue();
        assertThat(figures.connected().lost()).isEqualTo(5);
        assertThat(figures.problem().orElse("")).contains("the server closed with 1012");
        assertThat(figures.deliveries()).isPositive();
    }

    @Test
    void endWithTheFiguresSoFarWhenToldTo() throws Exception {
        Figures figures = run(small(server.port(), LONG), (generator, progress) -> {
            if (progress.deliveriesPerSecond() > 0) {
                generator.stop();
            }
        });

        assertThat(figures.isFaultless()).as(figures.json().encode()).isTrue();
        assertThat(figures.traffic().interrupted()).isTrue();
        assertThat(figures.deliveries()).isEqualTo(figures.traffic().published() * 4);
    }

    @Test
    void countWhatTheServerRefuses() throws Exception {
        try (TestServer strict = TestServer.start("limits.messages-per-second=3", "limits.handshake=5s")) {
            Figures figures = run(small(strict.port(), SHORT));

            assertThat(figures.isFaultless()).isFalse();
            assertThat(figures.traffic().errors()).isPositive();
            assertThat(figures.problem().orElse("")).contains("rate_limited");
        }
    }

    @ParameterizedTest
    @CsvSource({"LOSE, 1, 0, 0, 0", "DOUBLE, 0, 1, 0, 0", "SWAP, 0, 0, 1, 0", "ECHO, 0, 0, 0, 1"})
    void findOutAServerThatDoesWhatNoneMust(String what, int lost, int doubled, int outOfOrder, int misdelivered)
            throws Exception {
        AtomicReference<String> kept = new AtomicReference<>("");
        UnsoundServer.Fault fault = (number, message) -> switch (number + what) {
            case "5LOSE" -> List.of();
            case "5DOUBLE" -> List.of(message, message);
            case "5SWAP" -> {
                kept.set(message);
                yield List.of();
            }
            case "6SWAP" -> List.of(message, kept.get());
            default -> List.of(message);
        };
        try (UnsoundServer unsound = new UnsoundServer(fault, what.equals("ECHO"))) {
            Figures figures = run(small(unsound.port(), SHORT));

            Faults faults = figures.traffic().faults();
            assertThat(faults.lost()).isEqualTo(lost);
            assertThat(faults.doubled()).isEqualTo(doubled);
            assertThat(faults.outOfOrder()).isEqualTo(outOfOrder);
            assertThat(faults.misdelivered() > 0).isEqualTo(misdelivered > 0);
            assertThat(figures.isFaultless()).isFalse();
        }
    }

    @Test
    void keepTheNamesOfTheirFigures() throws Exception {
        Figures figures = run(small(server.port(), SHORT));

        JsonObject json = figures.json();
        assertThat(json.fieldNames())
                .containsExactly(
                        "url",
                        "subprotocol",
                        "format",
                        "compression",
                        "size_bytes",
                        "rate_per_second",
                        "window",
                        "connections",
                        "rooms",
                        "publishers",
                        "connections_open",
                        "connections_failed",
                        "connections_lost",
                        "connect_seconds",
                        "measured_seconds",
                        "interrupted",
                        "published",
                        "published_per_second",
                        "unsent",
                        "deliveries",
                        "deliveries_per_second",
                        "lost",
                        "doubled",
                        "out_of_order",
                        "misdelivered",
                        "errors",
                        "p50_us",
                        "p90_us",
                        "p99_us",
                        "p999_us",
                        "max_us",
                        "mean_us",
                        "server_cpu_us_per_delivery",
                        "server_cpu_cores",
                        "generator_cpu_cores",
                        "faultless",
                        "problem");
        assertThat(json.getDouble("max_us")).isGreaterThanOrEqualTo(json.getDouble("p50_us"));
        assertThat(json.getValue("server_cpu_us_per_delivery")).isNull();
        assertThat(Report.of(figures)).contains("--server-pid PID or --metrics URL");
    }

    private interface Watcher {
        void see(Generator generator, Progress progress);
    }

    private static Figures run(Load load) throws InterruptedException {
        return run(load, (generator, progress) -> {});
    }

    private static Figures run(Load load, Watcher watcher) throws InterruptedException {
        return run(load, ServerCpu.UNKNOWN, watcher);
    }

    private static Figures run(Load load, ServerCpu cpu, Watcher watcher) throws InterruptedException {
        List<Generator> it = new ArrayList<>();
        it.add(new Generator(load, cpu, progress -> watcher.see(it.get(0), progress), LOOK));
        return it.get(0).run();
    }

    /** A room with four members and a publisher. */
    private static Load small(int port, Load.Times times) {
        Load.Target target = new Load.Target(uri(port), "carillon.v1.json", Optional.of(Tokens.of("bench")), 1);
        return new Load(target, crowd(), data(), new Pace.Rate(100), times);
    }

    private static Load.Crowd crowd() {
        return new Load.Crowd(4, 1, 1, "bench:");
    }

    private static Load.Data data() {
        return new Load.Data(Format.JSON, 128, false);
    }

    private Load.Target target(String subprotocol) {
        return new Load.Target(uri(server.port()), subprotocol, Optional.of(Tokens.of("bench")), 1);
    }

    private static URI uri(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/ws");
    }
}
