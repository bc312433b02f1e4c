package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.KubernetesConfig;
import com.hazelcast.config.XmlConfigBuilder;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Properties;

/** A {@code cluster.xml} as Hazelcast reads it. */
record HazelcastXml(Config config) {

    private static final String WAIT = "hazelcast.wait.seconds.before.join";

    static HazelcastXml of(io.carillon.config.Config config) throws IOException {
        return of(config.cluster().config().orElseThrow());
    }

    private static HazelcastXml of(Path file) throws IOException {
        Properties variables = new Properties();
        variables.setProperty("carillon.pod.address", "10.1.2.3");
        try (InputStream in = new FileInputStream(file.toFile())) {
            return new HazelcastXml(
                    new XmlConfigBuilder(in).setProperties(variables).build());
        }
    }

    /** The one that it binds: it looks for no other. */
    int port() {
        assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("10.1.2.3");
        return config.getNetworkConfig().getPort();
    }

    /** The only way in which members are found. */
    KubernetesConfig kubernetes() {
        var join = config.getNetworkConfig().getJoin();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
        return join.getKubernetesConfig();
    }

    void assertSamePaceAndCopiesAsTheRepositorys() throws IOException {
        Config repositorys = of(Path.of("cluster.xml")).config;
        Properties expected = repositorys.getProperties();
        Properties found = config.getProperties();
        assertThat(expected.remove(WAIT)).isEqualTo("0");
        assertThat(found.remove(WAIT)).isEqualTo("5");
        assertThat(found).isEqualTo(expected);
        assertThat(config.getClusterName()).isEqualTo(repositorys.getClusterName());
        assertThat(config.getMapConfigs()).isEqualTo(repositorys.getMapConfigs());
        assertThat(config.getMultiMapConfigs()).isEqualTo(repositorys.getMultiMapConfigs());
    }
}
