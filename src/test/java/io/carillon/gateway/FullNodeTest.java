package io.carillon.gateway;

import static io.carillon.support.Handshakes.ask;
import static io.carillon.support.Handshakes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.auth.TokenSigner;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades that are refused because of the state that the node is in, over real sockets. */
class FullNodeTest {

    private static final String GET = "GET /ws HTTP/1.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So long who has broken a rule and does not hang up is not cut off for sure; it takes some 5 s. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(4);

    @Test
    void refusesMoreConnectionsThanTheNodeMayHaveUntilOneLeaves() {
        try (TestServer small = TestServer.start("limits.connections=2");
                Client first = small.connect("a")) {
            try (Client second = small.connect("b")) {
                HttpAnswer answer = ask(small, GET, withToken("c"));
                assertRefused(answer, 503, "unavailable");
                assertThat(answer.header("Retry-After")).matches("\\d+");
                second.socket().sendClose(1000, "");
                second.awaitClose();
            }
            Eventually.until( // it is another event loop that lets go of the place
                    PATIENCE, "a place", () -> ask(small, GET, withToken("c")).status() == 101);
            assertThat(first.drain()).isEmpty();
        }
    }

    @Test
    void countsAConnectionUntilItIsGone() {
        try (TestServer small = TestServer.start("limits.connections=1")) {
            HttpAnswer answer;
            boolean late;
            do {
                try (Client bad = connectAtLast(small, Tokens.of("bad"))) {
                    long began = System.nanoTime();
                    bad.socket().sendHex("ff80 00000000");
                    assertThat(bad.awaitClose().closeCode()).isEqualTo(1002);

                    answer = ask(small, GET, withToken("a")); // it has not hung up yet
                    late = System.nanoTime() - began > CLOSING_TIME.toNanos();
                }
            } while (answer.status() == 101 && late); // it may have been cut off meanwhile
            assertRefused(answer, 503, "unavailable");
        }
    }

    /** Those who left may still be on their way out. */
    private static Client connectAtLast(TestServer server, String token) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Client.connect(server.port(), "/ws", token);
            } catch (AssertionError refused) {
                assertThat(System.nanoTime()).as(refused.getMessage()).isLessThan(end);
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    @Test
    void refusesHandshakesThatComeTooFast() {
        try (TestServer slow = TestServer.start("limits.handshakes-per-second=3")) {
            List<HttpAnswer> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(ask(slow, GET, withToken("a")));
            }
            HttpAnswer refused = answers.stream()
                    .filter(answer -> answer.status() != 101)
                    .findFirst()
                    .orElseThrow();
            assertRefused(refused, 429, "rate_limited");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(answers.get(0).status()).isEqualTo(101);
        }
    }

    @Test
    void refusesEverybodyWhileItDrains() {
        TestServer draining = TestServer.start("drain.over=60s", "drain.limit=60s");
        try (Client first = draining.connect("a");
                Client second = draining.connect("b")) {
            CompletableFuture<Void> drained = draining.drain();
            assertThat(first.next().getString("event")).isEqualTo("draining");

            HttpAnswer answer = ask(draining, GET, withToken("c"));

            assertRefused(answer, 503, "unavailable");
            assertThat(answer.header("Retry-After")).matches("\\d+");
            first.socket().sendClose(1000, "");
            second.socket().sendClose(1000, "");
            drained.join();
        }
    }

    @Test
    void keepsNoPlaceForAClientThatLeavesWhileItsTokenIsChecked(@TempDir Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        Path pem = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        String setting = "auth.jwt.keys=[{alg: ES256, pem: " + pem + "}]";
        TokenSigner signer = TokenSigner.of(ConfigLoader.load(
                        new ConfigSources(List.of(), Map.of(), false, List.of(setting), ConfigSources.Options.NONE))
                .config()
                .auth()
                .jwt());
        try (TestServer server = TestServer.start(setting, "limits.connections=5")) {
            for (int i = 0; i < 200; i++) {
                String token = signer.sign(new JsonObject().put("sub", "u" + i).put("exp", Tokens.now() + 60));
                try (RawSocket socket = new RawSocket(server.port())) {
                    socket.send(("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + RawSocket.KEY
                                    + "\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                            .getBytes());
                }
            }
            String token = signer.sign(new JsonObject().put("sub", "last").put("exp", Tokens.now() + 60));
            try (Client client = connectAtLast(server, token)) {
                assertThat(client.drain()).isEmpty();
            }
        }
    }

    private static Map<String, List<String>> withToken(String user) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of(user)));
        return headers;
    }
}
