package io.carillon.gateway;

import static io.carillon.support.Handshakes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Handshakes;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** So many sessions of a user on two nodes, over real sockets. */
class SessionLimitTest {

    private static final int LIMIT = 2;

    private static HttpAnswer handshake(TestServer node, String user, String path, String subprotocol) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of(user)));
        headers.put("Sec-WebSocket-Protocol", List.of(subprotocol));
        return Handshakes.ask(node, "GET " + path + " HTTP/1.1", headers);
    }

    private static HttpAnswer handshake(TestServer node, String user) {
        return handshake(node, user, "/ws", "carillon.v1.json");
    }

    /** A connection; waits until a place that was just given back is known to be free. */
    private static Client connectAtLast(TestServer node, String user) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                return node.connect(user);
            } catch (AssertionError | RuntimeException refused) {
                if (System.nanoTime() > deadline) {
                    throw refused;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ClosingTheOldest {

        private TestCluster cluster;
        private TestServer one;
        private TestServer two;

        @BeforeAll
        void start(@TempDir Path directory) {
            cluster = new TestCluster(directory);
            one = cluster.start("limits.sessions={max: " + LIMIT + "}");
            two = cluster.start("limits.sessions={max: " + LIMIT + "}");
        }

        @AfterAll
        void stop() {
            cluster.close();
        }

        @Test
        void theOldestIsClosedOnWhateverNode() {
            long least = Long.MAX_VALUE; // of several times: a machine may stand still in any of them
            for (int i = 0; i < 5; i++) {
                least = Math.min(least, closeTheOldest("ann" + i));
            }
            assertThat(least).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }

        private long closeTheOldest(String user) {
            Client first = one.connect(user);
            Client second = two.connect(user);
            long before = System.nanoTime();

            Client third = two.connect(user);

            RawSocket.Frame closed = first.awaitClose();
            long taken = System.nanoTime() - before;
            assertThat(closed.closeCode()).isEqualTo(4000);
            assertThat(closed.closeReason()).isEqualTo("a newer login of the same user took this one's place");
            assertThat(second.drain()).isEmpty();
            assertThat(third.drain()).isEmpty();
            List.of(first, second, third).forEach(Client::close);
            return taken;
        }

        @Test
        void onlyTheNewestAreLeftOfMany() {
            List<Client> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add((i % 2 == 0 ? one : two).connect("eve"));
            }

            for (Client old : all.subList(0, 8)) {
                assertThat(old.awaitClose().closeCode()).isEqualTo(4000);
            }
            for (Client left : all.subList(8, 10)) {
                assertThat(left.drain()).isEmpty();
            }
            all.forEach(Client::close);
        }

        @Test
        void onlyTwoAreLeftOfManyWhoComeAtTheSameTime() throws Exception {
            ExecutorService people = Executors.newFixedThreadPool(20);
            try {
                CompletionService<Client> arrivals = new ExecutorCompletionService<>(people);
                for (int i = 0; i < 20; i++) {
                    TestServer server = i % 2 == 0 ? one : two;
                    arrivals.submit(() -> server.connect("ida"));
                }
                List<Client> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    all.add(arrivals.take().get());
                }
                CompletionService<Integer> departures = new ExecutorCompletionService<>(people);
                all.forEach(
                        client -> departures.submit(() -> client.awaitClose().closeCode()));
                for (int i = 0; i < 18; i++) {
                    assertThat(departures.take().get()).isEqualTo(4000);
                }
                assertThat(departures.poll(500, TimeUnit.MILLISECONDS)).isNull();
                all.forEach(Client::close);
            } finally {
                people.shutdown();
            }
        }

        @Test
        void otherUsersAreNotConcerned() {
            List<Client> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add((i % 2 == 0 ? one : two).connect("user" + i / 2));
            }
            all.forEach(client -> assertThat(client.drain()).isEmpty());
            all.forEach(Client::close);
        }

        @Test
        void whoHasGoneByItselfCountsNoMore() {
            Client kept = one.connect("max");
            for (int i = 0; i < 20; i++) {
                Client other = two.connect("max");
                other.socket().sendClose(1000, "");
                other.awaitClose();
                other.close();
            }
            assertThat(kept.drain()).isEmpty();
            kept.close();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Rejecting {

        private TestCluster cluster;
        private TestServer one;
        private TestServer two;

        @BeforeAll
        void start(@TempDir Path directory) {
            cluster = new TestCluster(directory);
            String[] settings = {
                "limits.sessions={max: " + LIMIT + ", policy: reject}",
                "endpoints={main: {path: /ws}, other: {path: /other}}"
            };
            one = cluster.start(settings);
            two = cluster.start(settings);
        }

        @AfterAll
        void stop() {
            cluster.close();
        }

        @Test
        void oneTooManyIsRefusedOnEveryNodeAndEndpoint() {
            Client first = one.connect("ann");
            Client second = Client.connect(two.port(), "/other", Tokens.of("ann"));

            for (TestServer node : List.of(one, two)) {
                for (String path : List.of("/ws", "/other")) {
                    HttpAnswer answer = handshake(node, "ann", path, "carillon.v1.json");
                    assertRefused(answer, 429, "limit_exceeded");
                    assertThat(answer.header("Retry-After")).isEqualTo("5");
                }
            }
            first.close();
            second.close();
        }

        @Test
        void isTheLastThingThatIsChecked() {
            Client first = one.connect("bob");
            Client second = one.connect("bob");
            assertRefused(handshake(one, "bob", "/ws", "nothing"), 400, "bad_request");
            assertRefused(handshake(one, "bob"), 429, "limit_exceeded");
            first.close();
            second.close();
        }

        @Test
        void aPlaceIsFreeWhenItsSocketHasGone() {
            Client first = one.connect("cid");
            Client second = one.connect("cid");
            first.close();
            Client third = connectAtLast(two, "cid");
            assertRefused(handshake(one, "cid"), 429, "limit_exceeded");
            second.close();
            third.close();
        }

        @Test
        void whoeverIsRefusedTakesNoPlace() {
            Client first = one.connect("dan");
            for (int i = 0; i < 20; i++) {
                assertRefused(handshake(two, "dan", "/ws", "nothing"), 400, "bad_request");
            }
            Client second = two.connect("dan");
            for (int i = 0; i < 20; i++) {
                assertRefused(handshake(two, "dan"), 429, "limit_exceeded");
            }
            second.close();
            connectAtLast(two, "dan").close();
            first.close();
        }
    }
}
