package io.carillon.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Real nodes in this JVM that find each other, and nobody else. */
public final class TestCluster implements AutoCloseable {

    /** Room for so many; more take the ports behind. */
    private static final int NODES = 5;

    private final Path xml;
    private final List<TestServer> nodes = new ArrayList<>();

    /**
     * @param directory for a file
     */
    public TestCluster(Path directory) {
        try {
            xml = Files.writeString(directory.resolve("cluster.xml"), xml(Ports.inARow(NODES)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String xml(int port) {
        return """
                <hazelcast xmlns="http://www.hazelcast.com/schema/config">
                  <lite-member enabled="true"/>
                  <cluster-name>%s</cluster-name>
                  <properties>
                    <property name="hazelcast.socket.bind.any">false</property>
                    <property name="hazelcast.graceful.shutdown.max.wait">5</property>
                  </properties>
                  <network>
                    <reuse-address>true</reuse-address> <!-- of a node that was there before -->
                    <port auto-increment="true" port-count="100">%d</port>
                    <join>
                      <auto-detection enabled="false"/>
                      <multicast enabled="false"/>
                      <tcp-ip enabled="true"><member>127.0.0.1:%d</member></tcp-ip>
                    </join>
                    <interfaces enabled="true"><interface>127.0.0.1</interface></interfaces>
                  </network>
                </hazelcast>
                """.formatted("test-" + UUID.randomUUID(), port, port);
    }

    /** How a node finds the others, as Hazelcast reads it. */
    public Path xml() {
        return xml;
    }

    /**
     * One more node.
     *
     * @param settings as for {@code --set}
     */
    public TestServer start(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("cluster.config=" + xml);
        TestServer node = TestServer.start(all.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    /** Stops the nodes that were started last, first. */
    @Override
    public void close() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).close();
        }
    }
}
