package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.BridgeClient;
import io.carillon.support.Client;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.FormatClient;
import io.carillon.support.Ports;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service in another process, one behind the TCP bridge, one with curl, and an application with a hub of its own publish to one
 * room, each message until it is stored, while a node is killed and started again.
 */
class OneOrderIT {

    private static final String ROOM = "orders:1";
    private static final int EACH = 300;
    private static final List<String> NAMES = List.of("bus", "bridge", "curl", "embedder");
    private static final String STREAM = "{\"orders:*\": {stream: {size: 100000}}}";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch some = new CountDownLatch(EACH); // of those that are published from here

    private static ServerProcess start(Path xml, int bridge) {
        return ServerProcess.start(
                "serve",
                "--cluster",
                xml.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "rooms=" + STREAM,
                "--set",
                "bridge.tcp.port=" + (bridge == 0 ? "null" : String.valueOf(bridge)),
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]");
    }

    private static String token() {
        return Tokens.sign(
                new JsonObject().put("sub", "backend").put("scope", "api").put("exp", Tokens.now() + 600));
    }

    @Test
    void allSeeOneOrderAndNothingIsLost(@TempDir Path directory) throws Exception {
        Path xml = new TestCluster(directory).xml();
        int bridge = Ports.inARow(1);
        try (EmbeddedNode embedder = EmbeddedNode.start(
                        Optional.of(xml),
                        "rooms: " + STREAM,
                        (hub, router) -> hub.endpoint("raw")
                                .onOpen(connection ->
                                        connection.join(ROOM).onSuccess(joined -> connection.sendText("joined")))
                                .mount(router, "/raw"));
                ServerProcess node = start(xml, bridge);
                ServerProcess restarted = start(xml, 0);
                ServiceProcess service = new ServiceProcess(xml);
                Client there = Client.connect(new RawSocket(node.uri().getPort()), "/ws", Tokens.of("ann"))) {
            there.join(ROOM);
            RawSocket here = embedder.open("/raw");
            assertThat(here.readFrame().text()).isEqualTo("joined");
            Future<List<String>> heard =
                    threads.submit(() -> read(() -> there.next().getString("data")));
            Future<List<String>> heardHere =
                    threads.submit(() -> read(() -> here.readPastPings().text()));
            List<Future<?>> publishers = List.of(
                    threads.submit(service::publish),
                    threads.submit(() -> bridge(bridge)),
                    threads.submit(() -> {
                        curl(node.uri().getPort());
                        return null;
                    }),
                    threads.submit(() -> embedder(embedder)));
            assertThat(some.await(180, TimeUnit.SECONDS)).isTrue();

            restarted.kill();
            try (ServerProcess again = start(xml, 0)) {
                for (Future<?> publisher : publishers) {
                    publisher.get(300, TimeUnit.SECONDS);
                }
                List<String> all = heard.get(60, TimeUnit.SECONDS);
                for (String name : NAMES) {
                    assertThat(all.stream().filter(data -> data.startsWith(name + "-")))
                            .as(name)
                            .containsExactlyElementsOf(IntStream.range(0, EACH)
                                    .mapToObj(i -> name + "-" + i)
                                    .toList());
                }
                assertThat(heardHere.get(60, TimeUnit.SECONDS)).isEqualTo(all);
                assertThat(history(again)).isEqualTo(all);
            }
            here.close();
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> read(Callable<String> next) throws Exception {
        List<String> all = new ArrayList<>();
        while (all.size() < NAMES.size() * EACH) {
            all.add(next.call());
        }
        return all;
    }

    private static List<String> history(ServerProcess node) {
        List<String> all = new ArrayList<>();
        try (Client client = Client.connect(new RawSocket(node.uri().getPort()), "/ws", Tokens.of("bob"))) {
            while (all.size() < NAMES.size() * EACH) {
                client.result(Client.message("history", ROOM)
                                .put("since", all.size())
                                .put("limit", 1000))
                        .getJsonArray("messages")
                        .forEach(message -> all.add(((JsonObject) message).getString("data")));
            }
        }
        return all;
    }

    // ---- the ways in

    private void bridge(int port) {
        try (BridgeClient client = BridgeClient.of(port, token())) {
            for (int i = 0; i < EACH; i++) {
                String data = "bridge-" + i;
                JsonObject body = new JsonObject(FormatClient.map("room", ROOM, "data", data, "key", data));
                while (!client.ask("carillon.publish", body).getString("type").equals("message")) {
                    Thread.onSpinWait();
                }
                some.countDown();
            }
        }
    }

    private void curl(int port) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port + "/api/v1/rooms/orders%3A1/messages";
        for (int i = 0; i < EACH; i++) {
            String data = "curl-" + i;
            Process curl;
            do {
                curl = new ProcessBuilder(
                                "curl",
                                "-sf",
                                "-o",
                                "/dev/null",
                                "-H",
                                "Authorization: Bearer " + token(),
                                "-H",
                                "Content-Type: application/json",
                                "-H",
                                "Idempotency-Key: " + data,
                                "-d",
                                '"' + data + '"',
                                url)
                        .start();
            } while (curl.waitFor() != 0);
            some.countDown();
        }
    }

    private void embedder(EmbeddedNode node) {
        for (int i = 0; i < EACH; i++) {
            String data = "embedder-" + i;
            boolean stored = false;
            while (!stored) {
                try {
                    EmbeddedNode.await(node.hub().room(ROOM).broadcastOnce(data, data));
                    stored = true;
                } catch (AssertionError e) {
                    assertThat(e).hasRootCauseInstanceOf(io.carillon.message.RefusedException.class);
                }
            }
            some.countDown();
        }
    }

    /** {@link BusPublisher} in a process without the program's classes. */
    private static final class ServiceProcess implements AutoCloseable {

        private final Process process;
        private final BufferedReader said;

        ServiceProcess(Path xml) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classpath(),
                            BusPublisher.class.getName(),
                            xml.toString(),
                            ROOM,
                            "bus",
                            String.valueOf(EACH))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            await("ready");
        }

        private static String classpath() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.endsWith(File.separator + "classes") && !entry.contains("carillon-"))
                    .collect(Collectors.joining(File.pathSeparator));
        }

        private void await(String word) throws IOException {
            String line = said.readLine();
            while (line != null && !line.equals(word)) { // a library's log may be there, too
                line = said.readLine();
            }
            assertThat(line).isEqualTo(word);
        }

        Void publish() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            await("done");
            return null;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
