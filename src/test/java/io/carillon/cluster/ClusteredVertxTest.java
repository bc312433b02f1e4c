package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.carillon.config.BusConfig;
import io.carillon.config.ClusterConfig;
import io.carillon.config.ConfigException;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.support.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusteredVertxTest {

    private static final RoomName ROOM = new RoomName("chat:1");

    @TempDir
    Path directory;

    @Test
    void aClusterOfOneTakesTheSamePathAndIsReachedFromNowhere() {
        Vertx vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        Vertx other = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        List<Publication> received = new ArrayList<>();
        Cluster cluster = await(Cluster.join(vertx, received::add));
        assertThat(cluster.enter(ROOM).isComplete()).isTrue();
        Publication publication = new Publication(ROOM, Payload.json("1"), Sender.service("test"), 0L, null);
        cluster.publish(publication);
        assertThat(received).containsExactly(publication);
        assertThat(cluster.nodes()).isEqualTo(1);
        assertThat(cluster.nodeIds()).containsExactly(cluster.node());
        assertThat(TestNodes.hazelcast(vertx)
                        .getCluster()
                        .getLocalMember()
                        .getSocketAddress()
                        .getAddress())
                .matches(java.net.InetAddress::isLoopbackAddress);
        await(cluster.close());
        await(vertx.close());
        await(other.close());
    }

    @Test
    void theEventBusListensWhereItIsSaidAndTellsTheOthersSo() {
        int port = Ports.inARow(1);
        ClusterConfig cluster = new ClusterConfig(
                Optional.empty(), new BusConfig(Optional.of("127.0.0.2"), port), 0, 1, Optional.empty());
        Vertx vertx = await(ClusteredVertx.start(new VertxOptions(), cluster));
        try {
            Collection<HazelcastNodeInfo> told = TestNodes.hazelcast(vertx)
                    .<String, HazelcastNodeInfo>getMap("__vertx.nodeInfo")
                    .values();
            assertThat(told)
                    .singleElement()
                    .extracting(HazelcastNodeInfo::unwrap)
                    .satisfies(info -> {
                        assertThat(info.host()).isEqualTo("127.0.0.2");
                        assertThat(info.port()).isEqualTo(port);
                    });
            await(vertx.createNetClient().connect(port, "127.0.0.2"));
        } finally {
            await(vertx.close());
        }
    }

    private static Config fileAsItIs() {
        try {
            return new FileSystemXmlConfig("cluster.xml");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFileThatMakesApplicationsLiteMembersMakesNodesThatKeepData() {
        Config file = HazelcastSettings.of(Path.of("cluster.xml"));
        Config alone = HazelcastSettings.alone();
        assertThat(fileAsItIs().isLiteMember()).isTrue();
        assertThat(file.isLiteMember()).isFalse();
        HazelcastInstance node = Hazelcast.newHazelcastInstance(alone);
        alone.getMemberAttributeConfig().removeAttribute("carillon");
        HazelcastInstance stranger = Hazelcast.newHazelcastInstance(alone);
        try {
            assertThat(Strangers.isOne(node.getCluster().getLocalMember())).isFalse();
            assertThat(Strangers.isOne(stranger.getCluster().getLocalMember())).isTrue();
        } finally {
            node.shutdown();
            stranger.shutdown();
        }
    }

    @Test
    void theRepositorysFileIsAcceptedAndSaysWhatItIsToSay() {
        Config config = HazelcastSettings.of(Path.of("cluster.xml"));
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("15");
        assertThat(config.getProperty("hazelcast.merge.first.run.delay.seconds"))
                .isEqualTo("15");
        assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
        var join = config.getNetworkConfig().getJoin();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().getMembers()).hasSize(5);
    }

    @Test
    void whatAFileDoesNotSayIsAdded() throws IOException {
        Config config = HazelcastSettings.of(file("<properties>"
                + "<property name='hazelcast.max.no.heartbeat.seconds'>30</property>"
                + "<property name='hazelcast.phone.home.enabled'>true</property></properties>"));
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("30");
        assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("2");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.logging.type")).isEqualTo("slf4j");
        assertThat(config.getMapConfig("__vertx.nodeInfo").getBackupCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<network>",
                "<unknown/>",
                "<network><port>many</port></network>",
                "<network><join><multicast enabled='false'/><multicasts/></join></network>"
            })
    void aFileThatHazelcastDoesNotAcceptIsRefusedWithTheReason(String content) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> await(ClusteredVertx.start(new VertxOptions(), Optional.of(file))))
                .cause()
                .asInstanceOf(type(ConfigException.class))
                .satisfies(e -> assertThat(e.violations()).singleElement().satisfies(violation -> {
                    assertThat(violation.source()).isEqualTo(file.toString());
                    assertThat(violation.path()).isEqualTo("cluster.config");
                    assertThat(violation.found()).isNotBlank().doesNotContain("\n");
                }));
    }

    @Test
    void aBusConnectionThatIsCutOffBreaksAboutWhenThePingsGiveUp() {
        VertxOptions base = new VertxOptions();
        EventBusOptions bus = ClusteredVertx.options(base).getEventBusOptions();
        long pings = bus.getClusterPingInterval() + bus.getClusterPingReplyInterval();
        assertThat(bus.getTcpUserTimeout()).isPositive().isLessThanOrEqualTo((int) pings);
        assertThat(base.getEventBusOptions().getTcpUserTimeout()).isZero();
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> ClusteredVertx.check(directory.resolve("none.xml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.*, 10.0.0.7, true",
        "10.0.0.*, 10.0.1.7, false",
        "10.3-5.0.1, 10.4.0.1, true",
        "10.3-5.0.1, 10.6.0.1, false",
        "127.0.0.1, 127.0.0.1, true",
        "10.0.0.*, fe80::1, false"
    })
    void interfacesAreMatchedAsHazelcastDoes(String pattern, String address, boolean expected) {
        assertThat(BusAddress.matches(pattern, address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"host, host", "host:5701, host", "10.0.0.1:1, 10.0.0.1", "[fe80::1]:5701, [fe80::1]", "fe80::1, fe80::1"
    })
    void aPublicAddressLosesItsPort(String address, String expected) {
        assertThat(BusAddress.withoutPort(address)).isEqualTo(expected);
    }

    private Path file(String content) throws IOException {
        String xml = "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\">" + content + "</hazelcast>";
        return Files.writeString(directory.resolve("cluster.xml"), xml);
    }
}
