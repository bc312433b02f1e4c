package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three real processes, one of which is frozen for some seconds and then goes on: what the others are kept from. */
class FrozenPeerIT {

    private static final Logger LOG = LoggerFactory.getLogger(FrozenPeerIT.class);

    private static final int NODES = 3;
    private static final int USERS = 60;

    private final Vertx vertx = Vertx.vertx();
    private List<ServerProcess> nodes = List.of();

    @BeforeEach
    void start(@TempDir Path directory) {
        nodes = ServerProcess.startAll(
                NODES,
                "serve",
                "--cluster",
                new TestCluster(directory).xml().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "limits.sessions={max: " + NODES + "}",
                "--set",
                "limits.handshake=1m", // how long a login takes is judged below
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]");
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServerProcess::close);
        await(vertx.close());
    }

    private void signal(int node, String signal) throws IOException, InterruptedException {
        String pid = String.valueOf(nodes.get(node).pid());
        assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor())
                .isZero();
    }

    private static long millisSince(long before) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    }

    private static Client connect(ServerProcess node, String user, String... send) {
        JsonObject claims = new JsonObject()
                .put("sub", user)
                .put("exp", Tokens.now() + 3600)
                .put("send", new JsonArray(List.of(send)));
        return Client.connect(node.uri().getPort(), "/ws", Tokens.sign(claims));
    }

    @Test
    void whoIsFrozenCostsASecondAndIsToldLater() throws Exception {
        Crowd crowd = new Crowd(vertx, nodes);
        List<Crowd.Guest> oldest = crowd.fill(USERS, 2, i -> "user" + i / NODES);
        List<Client> bobs = nodes.stream().map(node -> connect(node, "bob")).toList();
        Client ann = connect(nodes.get(0), "ann", "bob");
        JsonObject send =
                new JsonObject().put("type", "send").put("user", "bob").put("data", 1);
        assertThat(ann.result(send).getInteger("delivered")).isEqualTo(NODES);

        signal(2, "STOP");
        long sent = Long.MAX_VALUE;
        for (int tries = 0; tries < 3 && sent >= 2_000; tries++) { // the machine may stand still once
            long before = System.nanoTime();
            assertThat(ann.result(send).getInteger("delivered")).isEqualTo(NODES - 1);
            sent = Math.min(sent, millisSince(before));
        }
        long asked = System.nanoTime();
        List<Future<Crowd.Guest>> logins = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            logins.add(crowd.connect(i % 2, "user" + i / NODES)); // three more of each user, who may have three
        }
        await(Future.all(logins));
        long in = millisSince(asked);
        signal(2, "CONT");
        long thawed = System.nanoTime();

        for (Crowd.Guest old : oldest) {
            old.closedAfter(thawed);
            assertThat(old.code()).isEqualTo(4000);
        }
        long closed = millisSince(thawed);
        LOG.info(
                "beside a frozen node: sent after {} ms, {} in after {} ms, the old closed {} ms later",
                sent,
                USERS,
                in,
                closed);
        assertThat(sent).isLessThan(2_000);
        assertThat(in).isLessThan(15_000); // a quarter of what one after another would take, a second each
        assertThat(closed).isLessThan(30_000);
        assertThat(logins)
                .allSatisfy(login -> assertThat(login.result().isOpen()).isTrue());
        assertThat(bobs.get(2).next().getString("type")).isEqualTo("direct");
        bobs.forEach(Client::close);
        ann.close();
    }
}
