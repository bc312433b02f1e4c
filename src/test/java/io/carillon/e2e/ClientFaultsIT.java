package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TypeScript client on a page and in Node, and the Java client, while everything goes wrong that goes wrong between clients
 * and servers. Two nodes: the subjects use one, which is killed, and stopped; the other keeps the streams meanwhile.
 *
 * <p>{@code -Dcarillon.faults.seed=N} repeats the random choices of a run, though not its timing; {@code
 * -Dcarillon.faults.base=500 -Dcarillon.faults.cap=20000 -Dcarillon.faults.calm=10000} let the clients come back at their
 * default pace, which makes 50 cuts a matter of many minutes; {@code -Dcarillon.faults.subjects=node,java} takes some alone.
 */
class ClientFaultsIT {

    private static final Logger LOG = LoggerFactory.getLogger(ClientFaultsIT.class);

    private static final long SEED = Long.getLong("carillon.faults.seed", System.nanoTime());
    private static final int CUTS = Integer.getInteger("carillon.faults.cuts", 50);
    private static final int BETWEEN = Integer.getInteger("carillon.faults.between", 600);
    private static final Duration OFFLINE = Duration.ofSeconds(30);
    private static final Duration ASLEEP = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ASKING = Duration.ofMillis(50);
    private static final List<String> NAMES = List.of(
            System.getProperty("carillon.faults.subjects", "page,node,java").split(","));

    private static final String CONFIG = """
            http: {host: 127.0.0.1}
            auth: {jwt: {keys: [{alg: HS256, kid: faults, secret: "%s"}], leeway: 0s}}
            endpoints: {main: {preset: carillon, path: /ws, origins: ["*"]}}
            drain: {over: 2s}
            rooms:
              feed: {stream: {size: 100000, ttl: 10m}, publish: anyone}
              "own:*": {stream: {size: 100000, ttl: 10m}}
            """;

    private final Map<Subject, Surroundings> subjects = new LinkedHashMap<>();

    @Test
    void nothingIsLostOrDoubledWhateverHappensToTheConnection(@TempDir Path directory) throws Exception {
        LOG.info("seed {}", SEED);
        List<String> there = arguments(directory, ServerProcess.freePort(), "keepalive={interval: 2s, timeout: 1s}");
        try (ServerProcess keeper = start(arguments(directory, 0, "keepalive={interval: 10m}"));
                Restarted server = new Restarted(there);
                SubjectServer files = new SubjectServer()) {
            begin(server.port(), files.port());
            try (Feeder feeder = new Feeder(keeper.uri().getPort(), SEED)) {
                phase("cuts, and a crash", () -> cutWhile(server::crash));
                phase("a drain", () -> drain(server));
                phase("offline", this::offline);
                phase("asleep", this::asleep);
                phase("out of sight", this::outOfSight);
                phase("the end", () -> judge(feeder));
            }
        } finally {
            subjects.forEach((subject, surroundings) -> {
                subject.close();
                surroundings.close();
            });
        }
    }

    private static List<String> arguments(Path directory, int port, String... settings) throws IOException {
        Path config = directory.resolve("carillon.yaml");
        Path xml = directory.resolve("cluster.xml");
        if (!Files.exists(config)) {
            Files.writeString(config, CONFIG.formatted(Tokens.SECRET));
            new TestCluster(directory);
        }
        List<String> all =
                new ArrayList<>(List.of("serve", "--config", config.toString(), "--cluster", xml.toString()));
        all.addAll(List.of("--port", String.valueOf(port)));
        Stream.of(settings).forEach(setting -> all.addAll(List.of("--set", setting)));
        return all;
    }

    private static ServerProcess start(List<String> arguments) {
        return ServerProcess.start(arguments.toArray(String[]::new));
    }

    /** The node that the subjects are connected to, always on the same port. */
    private static final class Restarted implements AutoCloseable {

        private final List<String> arguments;
        private ServerProcess process;

        Restarted(List<String> arguments) {
            this.arguments = arguments;
            this.process = start(arguments);
        }

        int port() {
            return process.uri().getPort();
        }

        void crash() {
            process.close();
            process = start(arguments);
        }

        void drain() {
            assertThat(process.stop()).as("the exit status").isZero();
            process.close();
            process = start(arguments);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private void begin(int server, int files) {
        JsonObject pace = new JsonObject()
                .put("base", Integer.getInteger("carillon.faults.base", 200))
                .put("cap", Integer.getInteger("carillon.faults.cap", 2_000))
                .put("calm", Integer.getInteger("carillon.faults.calm", 200));
        for (String name : NAMES) {
            Surroundings surroundings = new Surroundings(server, files, SEED + name.hashCode());
            JsonObject settings = surroundings.settings(name, pace);
            subjects.put(
                    switch (name) {
                        case "page" -> SubjectPage.open(files, settings);
                        case "node" -> SubjectProcess.start(settings);
                        case "java" -> SubjectHere.start(settings, surroundings);
                        default -> throw new IllegalArgumentException("no such subject: " + name);
                    },
                    surroundings);
        }
    }

    private static void phase(String name, Runnable faults) {
        long began = System.nanoTime();
        faults.run();
        LOG.info("{}: {} ms", name, Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    private void each(Consumer<Subject> task) {
        subjects.keySet().forEach(task);
    }

    /** Each subject's connection is cut at moments of its own; in between all lose their server. */
    private void cutWhile(Runnable crash) {
        List<CompletableFuture<Void>> cutting = subjects.values().stream()
                .map(surroundings -> CompletableFuture.runAsync(
                        () -> surroundings.cut(CUTS, BETWEEN), task -> new Thread(task).start()))
                .toList();
        pause(Duration.ofMillis(5_000 + new Random(SEED).nextInt(10_000)));
        crash.run();
        cutting.forEach(CompletableFuture::join);
        awaitCalm();
    }

    private void drain(Restarted server) {
        server.drain();
        awaitCalm();
    }

    private void offline() {
        subjects.forEach((subject, surroundings) -> {
            surroundings.offline(true);
            subject.offline(true);
        });
        pause(OFFLINE);
        subjects.forEach((subject, surroundings) -> {
            surroundings.offline(false);
            subject.offline(false);
        });
        awaitCalm();
    }

    private void asleep() {
        each(Subject::sleep);
        pause(ASLEEP);
        each(Subject::wake);
        awaitCalm();
    }

    private void outOfSight() {
        each(subject -> subject.freeze(true));
        pause(Duration.ofSeconds(5));
        each(subject -> subject.freeze(false));
        awaitCalm();
    }

    /** What waited to be published is answered, but for the newest. */
    private void awaitCalm() {
        each(subject -> await(
                subject,
                "to be connected, and to be answered",
                progress -> progress.getString("state").equals("open") && progress.getInteger("waiting") < 10));
    }

    private static void await(Subject subject, String what, Predicate<JsonObject> enough) {
        JsonObject[] last = new JsonObject[1];
        try {
            Eventually.until(PATIENCE, subject.name() + " " + what, () -> {
                pause(ASKING);
                return enough.test(last[0] = subject.progress());
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + ", but: " + last[0] + "\n"
                            + subject.report().encode(),
                    e);
        }
    }

    private void judge(Feeder feeder) {
        long fed = feeder.stop();
        each(Subject::stop);
        each(subject -> await(
                subject,
                "to have all " + fed + " of the feed, and all answers",
                progress -> progress.getLong("feed") >= fed && progress.getInteger("waiting") == 0));
        List<FaultReport> reports = new ArrayList<>();
        subjects.forEach((subject, surroundings) -> {
            var stored = feeder.history("own:" + subject.name());
            await(subject, "to have all of its own", progress -> progress.getLong("own") >= stored.size());
            reports.add(new FaultReport(subject.name(), subject.report(), stored, surroundings.cuts()));
        });
        reports.forEach(report -> LOG.info(report.summary()));
        reports.forEach(report -> report.check(fed));
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
