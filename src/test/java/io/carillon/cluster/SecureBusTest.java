package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.BusTlsConfig;
import io.carillon.support.Eventually;
import io.carillon.support.TestAuthority;
import io.carillon.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes with certificates talk with each other, and with nobody else, whatever Hazelcast has let in. */
@Timeout(300)
class SecureBusTest {

    private static final String ADDRESS = "secret";
    private static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(2_000);
    private static final DeliveryOptions PATIENTLY = new DeliveryOptions().setSendTimeout(30_000);
    private static final int PATIENCE = 30_000;

    private final TestAuthority authority = new TestAuthority("Nodes' CA");
    private final TestAuthority other = new TestAuthority("Other CA");
    private final TestNodes nodes = new TestNodes();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        nodes.close();
    }

    private TlsFiles files(String folder, TestAuthority by, TestAuthority trusted, String name) {
        Path at = create(directory.resolve(folder));
        by.issue(new TestAuthority.Wanted(folder).names(name)).into(at);
        trusted.write(at.resolve("ca.pem"));
        return TlsFiles.of(new BusTlsConfig(
                "cluster.tls",
                "test",
                at.resolve("cert.pem"),
                at.resolve("key.pem"),
                at.resolve("ca.pem"),
                Optional.of(name)));
    }

    private static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TlsFiles good(String folder) {
        return files(folder, authority, authority, "node");
    }

    private Vertx listening(Vertx vertx) {
        await(vertx.eventBus()
                .consumer(ADDRESS, message -> {
                    heard.add(message.body());
                    message.reply("from " + message.body());
                })
                .completion());
        return vertx;
    }

    private static Object ask(Vertx from, String what) {
        return await(from.eventBus().request(ADDRESS, what, PATIENTLY)).body();
    }

    @Test
    void nodesOfOneAuthorityHearEachOther() {
        listening(nodes.start(Optional.of(good("a"))));
        Vertx second = nodes.start(Optional.of(good("b")));

        assertThat(ask(second, "b")).isEqualTo("from b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no certificate", "another authority", "another authority, trusting all", "another name"})
    void whoHasNoneExchangesNothing(String how) {
        Vertx node = listening(nodes.start(Optional.of(good("a"))));
        Optional<TlsFiles> shown = switch (how) {
            case "no certificate" -> Optional.empty();
            case "another authority" -> Optional.of(files("c", other, other, "node"));
            case "another name" -> Optional.of(files("d", authority, authority, "somebody"));
            default -> Optional.of(trustingBoth());
        };
        Vertx stranger = nodes.start(shown);
        BlockingQueue<Object> overheard = new LinkedBlockingQueue<>();
        await(stranger.eventBus()
                .consumer("gossip", message -> overheard.add(message.body()))
                .completion());

        assertIsNotReached(stranger, ADDRESS, "intruder");
        assertIsNotReached(node, "gossip", "secrets");
        assertThat(heard).isEmpty();
        assertThat(overheard).isEmpty();
        Vertx friend = nodes.start(Optional.of(good("e")));
        assertThat(ask(friend, "friend")).as("others are not disturbed").isEqualTo("from friend");
    }

    /** Though it knows where to: nobody being known at an address would show nothing. */
    private static void assertIsNotReached(Vertx from, String address, String what) {
        Eventually.until(Duration.ofSeconds(60), "the address is known", () -> {
            Future<Message<Object>> asked = from.eventBus().request(address, what, SOON);
            assertThatThrownBy(() -> await(asked)).as(what).isNotNull();
            return !(asked.cause() instanceof ReplyException refused)
                    || refused.failureType() != ReplyFailure.NO_HANDLERS;
        });
    }

    /** One that takes the others for what they are, but is none itself. */
    private TlsFiles trustingBoth() {
        TlsFiles files = files("b", other, other, "node");
        try {
            Path ca = directory.resolve("b").resolve("ca.pem");
            Path both = authority.write(directory.resolve("more.pem"));
            Files.writeString(ca, Files.readString(ca) + Files.readString(both));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        return files;
    }

    // ---- at the port itself

    private static NodeInfo bus(Vertx vertx) {
        return ((HazelcastClusterManager) ((VertxInternal) vertx).clusterManager()).getNodeInfo();
    }

    /** Takes any server for what it says, and shows what it is given. */
    private static SSLContext client(TestAuthority.Issued... shown) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (TestAuthority.Issued each : shown) {
            store.setKeyEntry(
                    "own", each.keys().getPrivate(), new char[0], each.chain().toArray(Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Gullible()}, null);
        return context;
    }

    private static final class Gullible implements X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void thePortTakesNothingFromWhoShowsNothing(String version) throws Exception {
        NodeInfo bus = bus(nodes.start(Optional.of(good("a"))));

        for (SSLContext client : List.of(client(), client(other.issue(new TestAuthority.Wanted("x").names("node"))))) {
            assertThatThrownBy(() -> talk(client, bus, version, PATIENCE)).isInstanceOf(IOException.class);
        }
        talk(
                client(authority.issue(new TestAuthority.Wanted("x").names("node"))),
                bus,
                version,
                500); // else this shows nothing
        SSLContext stranger = client(authority.issue(new TestAuthority.Wanted("x").names("no")));
        assertThatThrownBy(() -> talk(stranger, bus, version, PATIENCE)).isInstanceOf(IOException.class);
    }

    /**
     * Shakes hands; with TLS 1.3 a refusal comes afterwards, with the first read.
     *
     * @param millis how long it waits for that: one that is not to come is not waited for long
     */
    private static void talk(SSLContext client, NodeInfo bus, String version, int millis) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(bus.host(), bus.port())) {
            socket.setSoTimeout(PATIENCE);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            socket.setSoTimeout(millis);
            int first = socket.getInputStream().read();
            throw new IOException("it has hung up: " + first);
        } catch (java.net.SocketTimeoutException e) {
            return; // it waits for what comes
        }
    }

    @Test
    void thePortSpeaksNothingElse() throws Exception {
        NodeInfo bus = bus(nodes.start(Optional.of(good("a"))));

        assertThatThrownBy(() -> talk(client(), bus, "TLSv1.1", PATIENCE)).isInstanceOf(IOException.class);
        try (java.net.Socket plain = new java.net.Socket(bus.host(), bus.port())) {
            plain.setSoTimeout(PATIENCE);
            plain.getOutputStream().write("hello, here I am".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertThat(answer.length).as("an alert at most").isLessThanOrEqualTo(7);
        }
    }

    // ---- what is new

    @Test
    void newCertificatesOfANewAuthorityAreTakenWithoutLosingAMessage() throws Exception {
        TlsFiles first = good("a");
        TlsFiles second = good("b");
        listening(nodes.start(Optional.of(first)));
        Vertx from = nodes.start(Optional.of(second));
        int said = 0;
        for (; said < 50; said++) {
            from.eventBus().send(ADDRESS, said);
        }
        int before = said; // who is only just connecting might meet the new certificate with the old trust
        Eventually.until(Duration.ofSeconds(60), "they are connected", () -> heard.size() == before);
        trust(other, "a", "b"); // first both are trusted, then the new ones are shown, and then the old are not trusted
        assertThat(List.of(first.reload(), second.reload())).containsOnly(TlsFiles.Outcome.TAKEN);
        for (; said < 100; said++) {
            from.eventBus().send(ADDRESS, said);
        }
        show(other, "a", "b");
        assertThat(List.of(first.reload(), second.reload())).containsOnly(TlsFiles.Outcome.TAKEN);
        for (; said < 150; said++) {
            from.eventBus().send(ADDRESS, said);
        }
        Eventually.until(Duration.ofSeconds(60), "all is heard", () -> heard.size() == 150);
        assertThat(heard).doesNotHaveDuplicates();

        other.write(directory.resolve("a/ca.pem"));
        assertThat(first.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        assertThat(ask(nodes.start(Optional.of(files("c", other, other, "node"))), "newcomer"))
                .isEqualTo("from newcomer");
        Vertx late = nodes.start(Optional.of(good("d")));
        assertThatThrownBy(() -> await(late.eventBus().request(ADDRESS, "of the old authority", SOON)))
                .isNotNull();
    }

    private void trust(TestAuthority also, String... folders) throws IOException {
        String more = Files.readString(also.write(directory.resolve("also.pem")));
        for (String folder : folders) {
            Path ca = directory.resolve(folder).resolve("ca.pem");
            Files.writeString(ca, Files.readString(ca) + more);
        }
    }

    private void show(TestAuthority by, String... folders) {
        for (String folder : folders) {
            by.issue(new TestAuthority.Wanted("new " + folder).names("node")).into(directory.resolve(folder));
        }
    }
}
