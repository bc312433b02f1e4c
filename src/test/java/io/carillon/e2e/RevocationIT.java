package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.ClusteredVertx;
import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Crowd} on three real processes, and how long a revocation takes to reach all that it concerns. */
class RevocationIT {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationIT.class);

    private static final int NODES = 3;
    private static final int USERS = 100;
    private static final int EACH = Crowd.SIZE / USERS;
    private static final int ROUNDS = 20;

    private List<ServerProcess> nodes = List.of();
    private Vertx vertx;
    private Crowd crowd;

    @BeforeEach
    void start(@TempDir Path directory) {
        Path xml = new TestCluster(directory).xml();
        nodes = ServerProcess.startAll(
                NODES,
                "serve",
                "--cluster",
                xml.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "keepalive={interval: 10m}", // whose clients share a busy machine, and are late to answer
                "--set",
                "limits.handshake=1m", // a node that has just started may have hundreds at once
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]");
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.of(xml)));
        crowd = new Crowd(vertx, nodes);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        nodes.forEach(ServerProcess::close);
    }

    /** How long it takes until the last one is closed, in ms. */
    private long revoke(JsonObject body, List<Crowd.Guest> concerned) {
        long before = System.nanoTime();
        Future<Integer> answer = vertx.eventBus()
                .<JsonObject>request("carillon.revoke", body)
                .map(message -> message.body().getInteger("affected"));
        long last = concerned.stream()
                .mapToLong(guest -> guest.closedAfter(before))
                .max()
                .orElseThrow();
        assertThat(concerned).allSatisfy(guest -> assertThat(guest.code()).isEqualTo(4002));
        assertThat(await(answer)).isEqualTo(concerned.size());
        return last;
    }

    @Test
    void reachesTheConnectionsOfAUserOnEveryNodeWithinASecond() {
        List<Crowd.Guest> all = new ArrayList<>(crowd.fill(EACH * USERS, 0, i -> "user" + i % USERS));

        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            String user = "user" + i;
            List<Crowd.Guest> concerned =
                    all.stream().filter(guest -> guest.user().equals(user)).toList();
            all.removeAll(concerned);
            millis.add(revoke(new JsonObject().put("user", user), concerned));
            assertThat(all).allSatisfy(guest -> assertThat(guest.isOpen()).isTrue());
        }

        LOG.info("of {} connections {} of a user are closed: {}", Crowd.SIZE, EACH, Crowd.figures(millis));
        // In a round or two the machine may stand still; but nobody is left for something that comes later.
        assertThat(millis.stream().sorted().toList().get(ROUNDS / 2))
                .as("the median")
                .isLessThan(1_000);
        assertThat(millis).allSatisfy(took -> assertThat(took).isLessThan(10_000));
        long everybody = revoke(new JsonObject().put("before", 1_700_000_000_000L), all);
        LOG.info("all of {} connections are closed after {} ms", all.size(), everybody);
        assertThat(everybody).isLessThan(10_000); // many closing handshakes on few cores, and once only
    }
}
