package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.Client;
import io.carillon.client.ClientOptions;
import io.carillon.client.Room;
import io.carillon.support.Eventually;
import io.carillon.support.Ports;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deploy that nobody notices: all of three nodes are replaced in turn, under load, as a StatefulSet does it. {@code
 * -Dcarillon.it.rolling=20000} says how many connections there are, {@code -Dcarillon.it.drain=20} over how many seconds
 * a node says goodbye to its own, and {@code -Dcarillon.it.alone=true} that nothing else runs here, so that time can be
 * judged as well: on a busy machine the clients themselves are late.
 */
class RollingReplacementIT {

    private static final Logger LOG = LoggerFactory.getLogger(RollingReplacementIT.class);

    private static final int NODES = 3;
    private static final int SIZE = Integer.getInteger("carillon.it.rolling", 900);
    private static final int OVER = Integer.getInteger("carillon.it.drain", 4);
    private static final boolean ALONE = Boolean.getBoolean("carillon.it.alone");
    private static final int ROOMS = 200;
    private static final int A_PROCESS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final long EVERY = 10;

    /** A probe of Kubernetes may come as often as this. */
    private static final long PROBING = 1_000_000_000;

    /** Of a good client: the longest first pause. */
    private static final int PAUSE = 500;

    /** What a handshake and a join may take where clients and servers share few cores. */
    private static final int BUSY = ALONE ? 2_000 : 20_000;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<CommuterProcess> crews = new ArrayList<>();
    private final List<AtomicLong> acknowledged =
            IntStream.range(0, ROOMS).mapToObj(i -> new AtomicLong()).toList();
    private final Set<String> stored = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong waiting = new AtomicLong();

    /**
     * That a node was replaced.
     *
     * @param connections it had
     * @param began when, and {@code ended} until when all were back, in ms of the clock
     */
    private record Drain(int node, long connections, long began, long ended) {

        boolean isIn(long at) {
            return at >= began && at < ended;
        }
    }

    @Test
    void aRollingReplacementLosesNothingAndKeepsNobodyWaiting(@TempDir Path directory) throws Exception {
        try {
            startAll(directory);
            enter();
            List<Client> publishers = publish();
            List<Drain> drains = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                drains.add(replace(node));
            }
            stopped.set(true);
            Eventually.until(PATIENCE, "all publications are acknowledged", () -> waiting.get() == 0);
            JsonArray reports = settle();
            publishers.forEach(Client::close);
            judge(reports, drains);
        } finally {
            crews.forEach(CommuterProcess::close);
            nodes.forEach(ServerProcess::close);
            vertx.close();
        }
    }

    private void startAll(Path directory) throws IOException {
        String xml =
                Files.readString(Path.of("cluster.xml")).replace(">carillon<", ">rolling-" + System.nanoTime() + "<");
        int first = Ports.inARow(5);
        for (int i = 0; i < 5; i++) {
            xml = xml.replace(String.valueOf(5701 + i), String.valueOf(first + i));
        }
        Path cluster = Files.writeString(directory.resolve("cluster.xml"), xml);
        for (int i = 0; i < NODES; i++) {
            nodes.add(ServerProcess.start(
                    ServerProcess.Life.LOADED,
                    Stream.of(
                                    List.of("serve", "--host", "127.0.0.1", "--cluster", cluster.toString()),
                                    List.of("--port", String.valueOf(ServerProcess.freePort())),
                                    set("drain.over=" + OVER + "s"),
                                    set("drain.delay=2s"), // until whoever probes it has noticed
                                    set("drain.limit=" + (OVER + 30) + "s"),
                                    set("cluster.quorum=2"),
                                    set("keepalive={timeout: 1m}"), // the clients share a busy machine
                                    set("limits.connections=" + SIZE),
                                    set("rooms.\"stream:*\"={publish: anyone, stream: {size: 10000, ttl: 1h}}"),
                                    set("auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]"))
                            .flatMap(List::stream)
                            .toArray(String[]::new)));
        }
        awaitSafe();
    }

    private static List<String> set(String setting) {
        return List.of("--set", setting);
    }

    private void awaitSafe() {
        Eventually.until(PATIENCE, "the nodes are one cluster, and its data has its copies", () -> {
            LockSupport.parkNanos(100_000_000);
            return nodes.stream().allMatch(node -> {
                HttpResponse<String> answer = get(node.management().resolve("/health/safe"));
                return answer.statusCode() == 200 && new JsonObject(answer.body()).getInteger("nodes") == NODES;
            });
        });
    }

    private void enter() {
        JsonArray uris =
                new JsonArray(nodes.stream().map(node -> webSocket(node.uri())).toList());
        for (int first = 0; first < SIZE; first += A_PROCESS) {
            crews.add(new CommuterProcess(new JsonObject()
                    .put("uris", uris)
                    .put("first", first)
                    .put("count", Math.min(A_PROCESS, SIZE - first))
                    .put("rooms", ROOMS)));
        }
        awaitPresent();
    }

    private static String webSocket(URI http) {
        return "ws://" + http.getAuthority() + "/ws";
    }

    private JsonArray reports() {
        return new JsonArray(crews.stream().map(CommuterProcess::report).toList());
    }

    private static Stream<JsonObject> each(JsonArray reports) {
        return reports.stream().map(JsonObject.class::cast);
    }

    private void awaitPresent() {
        Eventually.until(PATIENCE, "everybody is there", () -> {
            LockSupport.parkNanos(200_000_000);
            return each(reports())
                            .mapToInt(report -> report.getInteger("present"))
                            .sum()
                    == SIZE;
        });
    }

    /** A client at each node, each with a third of the rooms; each message to a room waits for the one before it. */
    private List<Client> publish() throws InterruptedException, ExecutionException {
        List<Client> publishers = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            Client client = Client.create(
                    vertx,
                    ClientOptions.of(webSocket(nodes.get(node).uri()))
                            .token(() -> Future.succeededFuture(Tokens.of("publisher"))));
            publishers.add(client);
            client.connect().toCompletionStage().toCompletableFuture().get();
            for (int room = node; room < ROOMS; room += NODES) {
                publishTo(client.room("stream:" + room), room);
            }
        }
        return publishers;
    }

    private void publishTo(Room room, int number) {
        if (stopped.get()) {
            return;
        }
        long next = acknowledged.get(number).get() + 1;
        waiting.incrementAndGet();
        room.publish(new JsonObject().put("n", next)).onComplete(answer -> {
            if (answer.failed()) {
                wrong.add(room.name() + ": " + answer.cause());
            } else if (!stored.add(
                    room.name() + '@' + answer.result().position().offset())) {
                wrong.add(room.name() + ": an offset twice: " + answer.result());
            } else {
                acknowledged.get(number).set(next);
            }
            vertx.setTimer(EVERY * ROOMS, now -> publishTo(room, number));
            waiting.decrementAndGet();
        });
    }

    /** As a StatefulSet: SIGTERM, and when it has ended a new one in its place, and on when all is well. */
    private Drain replace(int node) {
        ServerProcess old = nodes.get(node);
        long connections = connections(old);
        long began = System.currentTimeMillis();
        old.signal();
        Eventually.until(PATIENCE, "it says that it wants no more", () -> {
            LockSupport.parkNanos(PROBING);
            return !isReady(old);
        });
        List<Integer> others =
                IntStream.range(0, NODES).filter(i -> i != node).boxed().toList();
        crews.forEach(crew -> crew.ready(others));
        assertThat(old.awaitEnd(PATIENCE)).as("exit status of node %d", node).isZero();
        nodes.set(node, old.startAgainAsItWas());
        old.close();
        awaitSafe();
        awaitPresent();
        crews.forEach(crew -> crew.ready(IntStream.range(0, NODES).boxed().toList()));
        return new Drain(node, connections, began, System.currentTimeMillis());
    }

    private static HttpResponse<String> get(URI uri) {
        try {
            return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(uri + " does not answer", e);
        }
    }

    private static boolean isReady(ServerProcess node) {
        try {
            return get(node.management().resolve("/health/ready")).statusCode() == 200;
        } catch (AssertionError e) {
            return false; // it has gone
        }
    }

    private static long connections(ServerProcess node) {
        return get(node.management().resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("carillon_connections{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits until everybody has received what was acknowledged, or nothing comes any more. */
    private JsonArray settle() {
        try {
            Eventually.until(PATIENCE, "all has arrived", () -> {
                LockSupport.parkNanos(500_000_000);
                return each(reports()).allMatch(this::hasAll);
            });
        } catch (AssertionError e) {
            LOG.error("{}", e.getMessage()); // what is missing is told below
        }
        return reports();
    }

    private boolean hasAll(JsonObject report) {
        return IntStream.range(0, ROOMS)
                .allMatch(i -> report.getJsonObject("least").getLong("stream:" + i)
                        == acknowledged.get(i).get());
    }

    private void judge(JsonArray reports, List<Drain> drains) {
        long published = acknowledged.stream().mapToLong(AtomicLong::get).sum();
        List<Long> waits = each(reports)
                .flatMap(report -> report.getJsonArray("waits").stream())
                .map(wait -> ((Number) wait).longValue())
                .toList();
        List<Long> late = shares(reports)
                .map(share -> share.getLong(2) - share.getLong(1))
                .toList();
        LOG.info(
                "{} connections, {} messages acknowledged; closed later than said: {}; away: {}",
                SIZE,
                published,
                Crowd.figures(late),
                Crowd.figures(waits));
        each(reports).forEach(report -> LOG.info("refused on the way back: {}", report.getJsonObject("refused")));
        assertThat(wrong).isEmpty();
        for (JsonObject report : each(reports).toList()) {
            assertThat(report.getJsonArray("wrong")).isEmpty();
            for (int i = 0; i < ROOMS; i++) {
                String room = "stream:" + i;
                assertThat(report.getJsonObject("least").getLong(room))
                        .as("who has least of %s", room)
                        .isEqualTo(acknowledged.get(i).get());
                assertThat(report.getJsonObject("most").getLong(room))
                        .as("who has most of %s", room)
                        .isEqualTo(acknowledged.get(i).get());
            }
        }
        assertThat(waits).as("ms away").allMatch(wait -> wait < PAUSE + BUSY);
        assertThat(late).as("ms closed later than said").allMatch(after -> after < BUSY);
        if (ALONE) {
            assertThat(each(reports))
                    .allMatch(report -> report.getJsonObject("refused").isEmpty(), "nobody was refused");
        }
        drains.forEach(drain -> judge(drain, reports));
    }

    private static Stream<JsonArray> shares(JsonArray reports) {
        return each(reports)
                .flatMap(report -> report.getJsonArray("shares").stream())
                .map(JsonArray.class::cast);
    }

    /** The others are not overrun: in no second more are told to go than twice the pace, nor do more come. */
    private void judge(Drain drain, JsonArray reports) {
        long pace = drain.connections / OVER;
        Arrivals told = Arrivals.of(
                shares(reports)
                        .filter(share -> drain.isIn(share.getLong(0)))
                        .map(share -> share.getLong(1))
                        .toList(),
                1_000);
        assertThat(told.total()).as("told to go").isBetween((int) drain.connections - 3, (int) drain.connections);
        assertThat((long) told.most()).as("a second are told to go").isLessThanOrEqualTo(2 * pace);
        for (int node = 0; node < NODES; node++) {
            judge(drain, pace, node, reports);
        }
    }

    private void judge(Drain drain, long pace, int node, JsonArray reports) {
        Arrivals arrivals = Arrivals.of(
                each(reports)
                        .flatMap(report -> report.getJsonArray("arrivals").stream())
                        .map(JsonArray.class::cast)
                        .filter(arrival -> arrival.getInteger(0) == node && drain.isIn(arrival.getLong(1)))
                        .map(arrival -> arrival.getLong(1) - drain.began)
                        .toList(),
                1_000);
        LOG.info(
                "node {} had {} connections, {} a second leave; of them came to node {} by second:{}",
                drain.node,
                drain.connections,
                pace,
                node,
                arrivals);
        if (ALONE) {
            assertThat((long) arrivals.most()).as("a second at node %d", node).isLessThanOrEqualTo(2 * pace);
        }
    }
}
