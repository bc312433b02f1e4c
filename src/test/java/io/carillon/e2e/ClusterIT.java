package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three real processes that find each other by the repository's own {@code cluster.xml}. */
class ClusterIT {

    private static final int NODES = 3;
    private static final long PATIENCE = 400;

    /** How long a publication may take while a node dies, in ms; and in how many rounds it is tried. */
    private static final long SOON = 1_000;

    private static final int ROUNDS = 3;

    /** So many join at the same time. */
    private static final int AT_ONCE = 100;

    /** So many publications arrive before a node dies, however long the machine takes for them. */
    private static final int BEFORE = 100;

    /** Others publish for so long after a node died, in ms; so many, whatever the machine does meanwhile. */
    private static final long AFTER = 3_000;

    private static final int AFTER_AT_LEAST = 20;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(10_000));
    private final AtomicLong received = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private List<ServerProcess> nodes = List.of();

    @BeforeEach
    void start() {
        nodes = new ArrayList<>(ServerProcess.startAll(
                ServerProcess.Life.LOADED,
                NODES,
                "serve",
                "--cluster",
                "cluster.xml",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "drain.over=0s",
                "--set",
                "limits.handshake=1m", // a node that has just started has a hundred at once
                "--set",
                "keepalive={interval: 10m}", // whose clients share a busy machine, and are late to answer
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]"));
        nodes.forEach(node -> awaitNodes(node, NODES));
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServerProcess::close);
        await(vertx.close());
    }

    /** Asks again and again: first starts that raced into two clusters take longer to merge than a read may last. */
    private static void awaitNodes(ServerProcess node, int count) {
        Eventually.until(Duration.ofSeconds(PATIENCE), node.node() + " knows of " + count, () -> {
            try (Client asker = Client.connect(node.uri().getPort(), "/ws", Tokens.of("asker"))) {
                asker.join("$server");
                return asker.next().getJsonObject("data").getInteger("nodes") == count;
            }
        });
    }

    @Test
    void deliversEachPublicationToEachMemberOnceAndInEachPublishersOrder() {
        int rooms = 100;
        int members = 30;
        int messages = 334; // of each of three publishers in each of 100 rooms: 100,200
        List<Future<Member>> joining = new ArrayList<>();
        for (int i = 0; i < rooms * members; i++) {
            joining.add(join("m" + i, nodes.get(i / rooms % NODES).uri(), "room:" + i % rooms));
            if (i % AT_ONCE == 0) {
                await(Future.all(joining)); // else the nodes would hear nothing of each other meanwhile
            }
        }
        await(Future.all(joining));
        List<Member> all = joining.stream().map(Future::result).toList();

        List<Future<Void>> publishing = new ArrayList<>();
        for (int i = 0; i < rooms * NODES; i++) { // the first three rounds of members are on three nodes
            Member publisher = all.get(i);
            String room = "room:" + i % rooms;
            publishing.add(publisher.run(() -> publisher.publishAll(room, messages)));
        }
        await(Future.all(publishing));

        long expected = (long) rooms * NODES * messages * members;
        awaitTrue(() -> received.get() >= expected || !violations.isEmpty());
        await(Future.all(all.stream().map(member -> member.run(member::settle)).toList()));
        assertThat(violations).isEmpty();
        assertThat(received).hasValue(expected);
    }

    /** In one round the machine may stand still for a second; if it is the nodes that do, they do in each. */
    @Test
    void goesOnWithoutTheNodeThatWasKilled() {
        long longest = kill("bells-0");
        for (int round = 1; round < ROUNDS && longest >= SOON; round++) {
            nodes.set(2, nodes.get(2).startAgainAsItWas());
            nodes.forEach(node -> awaitNodes(node, NODES));
            longest = Math.min(longest, kill("bells-" + round));
        }

        assertThat(longest)
                .as("the longest time until a publication was taken, in ms")
                .isLessThan(SOON);
    }

    /** Kills the last node while others publish; the longest time until a publication was taken, in ms. */
    private long kill(String room) {
        URI first = nodes.get(0).uri();
        URI second = nodes.get(1).uri();
        Member publisher = await(join("publisher", first, room));
        Member near = await(join("near", first, room));
        Member far = await(join("far", second, room));
        Member lost = await(join("lost", nodes.get(2).uri(), room));
        AtomicLong longest = new AtomicLong();
        Promise<Void> gone = Promise.promise();
        lost.socket().closeHandler(closed -> gone.complete());
        AtomicLong published = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        Future<Void> publishing = publisher.run(() -> publishUntil(enough, publisher, room, longest, published));
        awaitTrue(() -> publishing.failed() || near.countOf("publisher") > BEFORE);
        long before = published.get();

        nodes.get(2).kill();

        await(gone.future());
        Member back = await(join("back", second, "other"));
        await(vertx.timer(AFTER, TimeUnit.MILLISECONDS));
        awaitTrue(() -> publishing.failed() || published.get() > before + AFTER_AT_LEAST);
        enough.set(true);
        await(publishing);
        assertThat(await(back.run(back::settle))).isEmpty();
        awaitEqual(published.get(), () -> near.countOf("publisher"));
        awaitEqual(published.get(), () -> far.countOf("publisher"));
        assertThat(violations).isEmpty();
        awaitNodes(nodes.get(0), NODES - 1);
        awaitNodes(nodes.get(1), NODES - 1);
        return longest.get();
    }

    /** Publishes one after another until it is enough, and notes how many, and the longest time that one took. */
    private Future<Void> publishUntil(
            AtomicBoolean enough, Member publisher, String room, AtomicLong longest, AtomicLong published) {
        Promise<Void> done = Promise.promise();
        publishNext(enough, publisher, room, longest, published, done);
        return done.future();
    }

    private void publishNext(
            AtomicBoolean enough,
            Member publisher,
            String room,
            AtomicLong longest,
            AtomicLong published,
            Promise<Void> done) {
        if (enough.get()) {
            done.complete();
            return;
        }
        long before = System.nanoTime();
        publisher.publish(room).onFailure(done::fail).onSuccess(ok -> {
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            longest.accumulateAndGet(took, Math::max);
            published.incrementAndGet();
            vertx.setTimer(1, tick -> publishNext(enough, publisher, room, longest, published, done));
        });
    }

    private Future<Member> join(String name, URI node, String room) {
        return Member.join(client, node, name, Tokens.of(name), room, received, violations::add);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitEqual(long expected, LongSupplier found) {
        try {
            awaitTrue(() -> found.getAsLong() == expected);
        } catch (AssertionError e) {
            throw new AssertionError("expected " + expected + ", but it stays at " + found.getAsLong(), e);
        }
    }

    private void awaitTrue(BooleanSupplier condition) {
        Promise<Void> promise = Promise.promise();
        long timer = vertx.setPeriodic(10, tick -> {
            if (condition.getAsBoolean()) {
                promise.tryComplete();
            }
        });
        await(promise.future());
        vertx.cancelTimer(timer);
    }
}
