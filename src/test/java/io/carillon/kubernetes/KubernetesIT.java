package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.auth.TokenSigner;
import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods of both overlays, as they are rendered, played in network namespaces: they start, find each other, and are one cluster. */
class KubernetesIT {

    private static final String SERVICE = "carillon-nodes.carillon-dev.svc.cluster.local";

    @TempDir
    private Path directory = Path.of("");

    private final List<PlayedPod> pods = new ArrayList<>();
    private PodNetwork network;
    private ClusterDns dns;

    @BeforeEach
    void makeANetwork() throws IOException {
        assumeTrue(PodNetwork.isPossible(), "pods are played on Linux, by root, with the commands ip and setpriv");
        network = PodNetwork.create();
        dns = ClusterDns.at(network.gateway());
    }

    @AfterEach
    void removeIt() throws IOException {
        pods.forEach(PlayedPod::close);
        if (network != null) {
            dns.close();
            network.close();
        }
    }

    private PlayedPod pod(Rendered rendered, int number, Map<String, String> account) throws IOException {
        PlayedPod pod = PlayedPod.start(
                rendered,
                network.space(),
                new PlayedPod.Place(directory, "carillon-" + number, network.gateway(), account));
        pods.add(pod);
        return pod;
    }

    /** The headless Service has the address of each pod from its start, since it publishes those that are not ready, too. */
    private void tellOf(PlayedPod... some) {
        dns.tell(SERVICE, List.of(some).stream().map(PlayedPod::address).toList());
    }

    /** One that is ready before there are others. */
    private PlayedPod firstOf(Rendered rendered) throws IOException {
        PlayedPod first = pod(rendered, 0, Map.of());
        tellOf(first);
        return first.awaitReady();
    }

    @Test
    void podsFindEachOtherByDns() throws Exception {
        Rendered dev = Rendered.of(directory, "dev");
        TokenSigner signer =
                TokenSigner.of(PodFiles.write(dev, directory).config().auth().jwt());
        PlayedPod first = firstOf(dev);
        PlayedPod second = pod(dev, 1, Map.of());
        PlayedPod third = pod(dev, 2, Map.of());
        tellOf(first, second, third);
        second.awaitReady();
        third.awaitReady();

        String token = UsersKeys.token(signer, "ann");
        try (Client ann = connect(first, token);
                Client bob = connect(third, token)) {
            awaitNodes(ann, 3);
            awaitNodes(bob, 3);
            passesFrom(ann, bob);
            second.stop();
            awaitNodes(ann, 2);
        }
    }

    @Test
    void aPodWhomTheDnsDoesNotAnswerAtFirstJoinsTheOthersAsSoonAsItDoes() throws Exception {
        Rendered dev = Rendered.of(directory, "dev");
        TokenSigner signer =
                TokenSigner.of(PodFiles.write(dev, directory).config().auth().jwt());
        PlayedPod first = firstOf(dev);

        PlayedPod second = pod(dev, 1, Map.of());
        dns.hide(SERVICE, second.address(), Duration.ofMillis(2500));
        tellOf(first, second);
        second.awaitReady();

        assertThat(dns.askedInVain(second.address()))
                .as("more than the two questions of one look-up")
                .isGreaterThan(2);
        try (Client bob = connect(second, UsersKeys.token(signer, "bob"))) {
            bob.join("$server");
            assertThat(nodesNext(bob)).as("nodes that it knew of at first").isEqualTo(2);
        }
        assertThat(second.log()).containsPattern("started version=.* nodes=2 ").doesNotContain("merg");
    }

    @Test
    void podsFindEachOtherByTheApiWithNoRightButTheirOwn() throws Exception {
        UsersKeys keys = UsersKeys.make();
        Rendered production = keys.beside(Rendered.of(directory, "production", "components/api-discovery"));
        try (ApiServer api = ApiServer.at(network.gateway(), production, directory)) {
            dns.tell("kubernetes.default.svc.cluster.local", List.of(network.gateway()));

            PlayedPod first = pod(production, 0, api.account());
            api.tell("carillon-0", first.address());
            first.awaitReady();
            PlayedPod second = pod(production, 1, api.account());
            api.tell("carillon-1", second.address());
            second.awaitReady();

            String token = keys.token(directory, "ann");
            try (Client ann = connect(first, token);
                    Client bob = connect(second, token)) {
                awaitNodes(bob, 2);
                passesFrom(ann, bob);
            }
            assertThat(api.allowed())
                    .as("each right of the Role is needed")
                    .containsExactlyElementsOf(production.only(Role.class).getRules().stream()
                            .flatMap(rule -> rule.getVerbs().stream()
                                    .flatMap(verb -> rule.getResources().stream()
                                            .map(kind -> verb + " "
                                                    + rule.getApiGroups().get(0) + "/" + kind)))
                            .sorted()
                            .toList());
            assertThat(api.refused()).as("what Hazelcast does without").containsExactly("get /pods");
            assertThat(dns.asked()).noneMatch(name -> name.startsWith("carillon-nodes"));
        }
    }

    private static Client connect(PlayedPod pod, String token) {
        return Client.connect(RawSocket.at(pod.address(), pod.port("http")), "/ws", token);
    }

    private static void passesFrom(Client ann, Client bob) {
        bob.join("bells");
        ann.join("bells");
        ann.publish("bells", "ding");
        JsonObject heard = bob.next();
        while (!heard.getString("room").equals("bells")) {
            heard = bob.next();
        }
        assertThat(heard.getString("data")).isEqualTo("ding");
    }

    private static void awaitNodes(Client asker, int count) {
        asker.join("$server");
        while (nodesNext(asker) != count) {}
    }

    private static int nodesNext(Client asker) {
        JsonObject message = asker.next();
        while (!"$server".equals(message.getString("room"))) {
            message = asker.next();
        }
        return message.getJsonObject("data").getInteger("nodes");
    }
}
