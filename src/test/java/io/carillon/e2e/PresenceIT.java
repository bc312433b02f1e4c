package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.ChildNode;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real processes, of which one after another is killed and started again while clients watch who is there.
 * {@code -Dpresence.members} and {@code -Dpresence.rounds} say how much of it; acceptance is 1000 and 100.
 */
class PresenceIT {

    private static final int NODES = 3;
    private static final int MEMBERS = Integer.getInteger("presence.members", 60);
    private static final int ROUNDS = Integer.getInteger("presence.rounds", 2);
    private static final String ROOM = "chat:hall";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /**
     * From when a node has noticed that another one is gone, until it knows who is left; in half of the rounds, since
     * in one the machine may stand still.
     */
    private static final long SOON_MILLIS = 2_000;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(10_000));
    private List<ServerProcess> nodes = List.of();
    private final List<Long> rightAfter = new ArrayList<>(); // ms, by round
    private final List<List<Attendee>> attendees = new ArrayList<>(); // by node
    private final List<Attendee> observers = new ArrayList<>(); // one for each node, of $server and not of the room

    @BeforeEach
    void start() throws Exception {
        nodes = new ArrayList<>(ServerProcess.startAll(
                NODES,
                "serve",
                "--cluster",
                ChildNode.clusterXml(directory).toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "drain.over=0s",
                "--set",
                "limits.handshake=1m", // a node that has just started may have hundreds at once
                "--set",
                "rooms={\"chat:*\": {presence: true}}",
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]"));
        for (int node = 0; node < NODES; node++) {
            observers.add(observe(node));
            attendees.add(List.of());
        }
        observers.forEach(observer -> await("one cluster", () -> observer.nodes() == NODES));
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServerProcess::close);
        await(vertx.close());
    }

    private Attendee observe(int node) {
        Attendee observer = await(Attendee.connect(client, nodes.get(node).uri(), "observer"));
        await(observer.ask(new JsonObject().put("type", "join").put("room", "$server")));
        return observer;
    }

    @Test
    void whoeverDiesWithItsNodeIsToldOfOnceAndNobodyElse() {
        for (int node = 0; node < NODES; node++) {
            attendees.set(node, enter(node, MEMBERS / NODES));
        }
        await(
                "everybody counts everybody",
                () -> everybody().allMatch(one -> one.count() == everybody().count()));
        everywhere(List.of(0, 1, 2));
        for (int round = 0; round < ROUNDS; round++) {
            killAndStartAgain(round);
        }
        assertThat(rightAfter.stream().sorted().toList().get((ROUNDS - 1) / 2))
                .as("ms until the lists are right, by round: " + rightAfter)
                .isLessThanOrEqualTo(SOON_MILLIS);
    }

    private void killAndStartAgain(int round) {
        int dying = round % NODES;
        List<Integer> survivors =
                Stream.of(0, 1, 2).filter(node -> node != dying).toList();
        List<Attendee> dead = attendees.set(dying, List.of());
        everybody().forEach(Attendee::takeEvents);

        long killed = System.nanoTime();
        nodes.get(dying).kill();
        survivors.forEach(node -> await("noticed", () -> observers.get(node).nodes() == NODES - 1));
        long noticed = System.nanoTime();
        everywhere(survivors);
        long right = System.nanoTime();
        System.err.printf(
                "round %d: noticed %d ms after kill -9, lists right %d ms later%n",
                round, (noticed - killed) / 1_000_000, (right - noticed) / 1_000_000);
        rightAfter.add((right - noticed) / 1_000_000);
        assertEverybodyHeard("leave", dead, everybody().toList());

        nodes.set(dying, nodes.get(dying).startAgainAsItWas());
        observers.set(dying, observe(dying));
        observers.forEach(observer -> await("one cluster", () -> observer.nodes() == NODES));
        List<Attendee> before = everybody().toList();
        before.forEach(Attendee::takeEvents);
        attendees.set(dying, enter(dying, dead.size()));
        assertEverybodyHeard("join", attendees.get(dying), before);
        await(
                "everybody counts everybody",
                () -> everybody().allMatch(one -> one.count() == everybody().count()));
        everywhere(List.of(0, 1, 2));
    }

    private List<Attendee> enter(int node, int count) {
        List<Future<Attendee>> entering = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String user = "u" + i % 50;
            entering.add(
                    Attendee.connect(client, nodes.get(node).uri(), user).compose(attendee -> attendee.join(ROOM)));
            if (i % 50 == 49) {
                await(Future.all(entering));
            }
        }
        await(Future.all(entering));
        return entering.stream().map(Future::result).toList();
    }

    private Stream<Attendee> everybody() {
        return attendees.stream().flatMap(List::stream);
    }

    /** Waits until those nodes know exactly those who are there. */
    private void everywhere(List<Integer> asked) {
        Set<String> there = everybody().map(Attendee::id).collect(Collectors.toSet());
        for (int node : asked) {
            await(
                    "the list of node " + node,
                    () -> await(observers.get(node).members(ROOM)).equals(there));
        }
    }

    /** Each of them of each of those, once, and of nobody else. */
    private void assertEverybodyHeard(String event, Collection<Attendee> of, List<Attendee> hearing) {
        List<String> expected =
                of.stream().map(one -> event + ":" + one.id()).sorted().toList();
        await("all events", () -> hearing.stream().allMatch(one -> one.eventCount() >= expected.size()));
        for (Attendee one : hearing) {
            await(one.ask(new JsonObject().put("type", "ping")));
            assertThat(one.takeEvents().stream().sorted().toList()).isEqualTo(expected);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in time: " + what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
