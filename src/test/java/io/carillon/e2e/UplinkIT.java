package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room that two clusters have in common, while the node that links them is killed. */
class UplinkIT {

    private static final String ROOM = "orders:1";
    private static final String STREAM = "rooms={\"orders:*\": {stream: {size: 100000}}}";
    private static final int EACH = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** One for each: the common pool has, on some machines, fewer than there are tasks that wait for each other. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private static ServerProcess start(Path xml, int port) {
        return ServerProcess.start(
                "serve",
                "--cluster",
                xml.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                STREAM,
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]",
                "--set",
                "uplinks={far: {url: \"ws://127.0.0.1:" + port + "/ws\", token: \"" + Tokens.of("uplink")
                        + "\", protocol: carillon.v1.msgpack, room: \"" + ROOM + "\", direction: both}}");
    }

    /** Each until it is acknowledged; behind it a last one. */
    private static void publish(Client client, String name, CountDownLatch some) {
        for (int i = 0; i <= EACH; i++) {
            String data = name + '-' + (i < EACH ? String.valueOf(i) : "end");
            JsonObject request =
                    Client.message("publish", ROOM).put("data", data).put("key", data);
            JsonObject answer = client.ask(request);
            while (!answer.getString("type").equals("reply")) {
                assertThat(answer.getBoolean("retryable")).as(answer.encode()).isTrue();
                answer = client.ask(request);
            }
            some.countDown();
        }
    }

    private static List<String> read(Client client) {
        List<String> data = new ArrayList<>();
        int ends = 0;
        while (ends < 2) {
            String next = client.next().getString("data");
            data.add(next);
            ends += next.endsWith("-end") ? 1 : 0;
        }
        return data;
    }

    private static List<String> said(String name) {
        List<String> all = new ArrayList<>(
                IntStream.range(0, EACH).mapToObj(i -> name + '-' + i).toList());
        all.add(name + "-end");
        return all;
    }

    @Test
    void everythingArrivesOnceAndInOrder(@TempDir Path directory) throws Exception {
        Path xml = new TestCluster(directory).xml();
        try (TestServer far = TestServer.start(STREAM);
                ServerProcess runner = start(xml, far.port()); // who has been there longest runs it
                ServerProcess survivor = start(xml, far.port())) {
            run(far, runner, survivor);
        }
    }

    private static void run(TestServer far, ServerProcess runner, ServerProcess survivor) throws Exception {
        CountDownLatch some = new CountDownLatch(EACH / 2);
        try (Client ann = connect(survivor, "ann");
                Client here = connect(survivor, "reader");
                Client bob = far.connect("bob");
                Client there = far.connect("reader")) {
            List.of(ann, here, bob, there).forEach(client -> client.join(ROOM));
            awaitLink(ann, there);
            CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(() -> read(here), THREADS);
            CompletableFuture<List<String>> theirs = CompletableFuture.supplyAsync(() -> read(there), THREADS);
            CompletableFuture<Void> anns = CompletableFuture.runAsync(() -> publish(ann, "ann", some), THREADS);
            CompletableFuture<Void> bobs = CompletableFuture.runAsync(() -> publish(bob, "bob", some), THREADS);
            assertThat(some.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            runner.kill();

            CompletableFuture.allOf(anns, bobs).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            for (CompletableFuture<List<String>> side : List.of(ours, theirs)) {
                List<String> all = side.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(of(all, "ann")).isEqualTo(said("ann"));
                assertThat(of(all, "bob")).isEqualTo(said("bob"));
            }
        }
    }

    private static Client connect(ServerProcess node, String user) {
        return Client.connect(new RawSocket(node.uri().getPort()), "/ws", Tokens.of(user));
    }

    /** Until what is said here is heard there; not so often that it fills the queues of those who do not read yet. */
    private static void awaitLink(Client here, Client there) {
        JsonObject history = Client.message("history", ROOM).put("limit", 0);
        Eventually.until(PATIENCE, "there is a link", () -> {
            here.publish(ROOM, "hello");
            LockSupport.parkNanos(20_000_000);
            return there.result(history).getLong("offset") > 0;
        });
    }

    private static List<String> of(List<String> all, String name) {
        return all.stream().filter(data -> data.startsWith(name)).toList();
    }
}
