package io.carillon.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.XmlConfigBuilder;
import io.carillon.config.ClusterConfig;
import io.carillon.config.ConfigException;
import io.carillon.config.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The Hazelcast configuration of a node: a file's, or that of a cluster of one, and what Carillon and Vert.x need beyond
 * it. What a file says about pace and copies stands; how Hazelcast logs, that it does not phone home and who stops it
 * does not.
 */
final class HazelcastSettings {

    private static final String LOGGING = "hazelcast.logging.type";
    private static final String SUBSCRIPTIONS = "__vertx.subs";
    private static final List<String> MAPS = List.of("__vertx.nodeInfo", "__vertx.haInfo", Revoker.MAP, Bookmarks.MAP);
    /** Two of three nodes may die together without taking entries of the third with them. */
    private static final int BACKUPS = 2;

    private HazelcastSettings() {}

    /** A cluster of one: looks for nobody, and nobody can reach or join it. */
    static Config alone() {
        logToSlf4j();
        Config config = new Config().setClusterName("alone-" + UUID.randomUUID());
        var network = config.getNetworkConfig();
        network.setPort(0).setPortAutoIncrement(true); // 0: any free one, so that it is in no real cluster's way
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false);
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.metrics.enabled", "false");
        return completed(config);
    }

    /**
     * Reads a file as Hazelcast does, with its schema.
     *
     * @throws ConfigException where there is no such file, or Hazelcast does not accept it
     */
    static Config of(Path file) {
        logToSlf4j();
        try {
            byte[] xml = Files.readAllBytes(file);
            checkWellFormed(xml);
            return completed(new XmlConfigBuilder(new ByteArrayInputStream(xml)).build());
        } catch (IOException e) {
            throw refused(file, Files.exists(file) ? "a file that cannot be read" : "no such file");
        } catch (SAXParseException e) {
            throw refused(file, "line " + e.getLineNumber() + ": " + reason(e));
        } catch (SAXException | InvalidConfigurationException | IllegalArgumentException e) {
            throw refused(file, reason(e));
        }
    }

    /** What Hazelcast logs before it has read its configuration. */
    private static void logToSlf4j() {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "slf4j");
        }
    }

    /** Before Hazelcast does it, which would print its own lines about it and not tell where. */
    private static void checkWellFormed(byte[] xml) throws IOException, SAXException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler()); // which throws and prints nothing
            parser.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e); // the JDK has such a parser
        }
    }

    private static ConfigException refused(Path file, String found) {
        return new ConfigException(
                List.of(new Violation(file.toString(), "cluster.config", found, "a Hazelcast configuration (XML)")));
    }

    /** Hazelcast wraps the parser's own words, which tell the line, and adds line breaks. */
    private static String reason(Throwable e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    }

    /** Adds what the file, or whoever made this, does not say. */
    static Config completed(Config config) {
        // The same file is for applications, which are lite members; a node keeps its share of the streams.
        config.setLiteMember(false);
        Strangers.mark(config);
        config.setProperty(LOGGING, "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false"); // Carillon stops it, after it has drained
        unlessSet(config, "hazelcast.wait.seconds.before.join", "0"); // 5 s at every start otherwise
        unlessSet(config, "hazelcast.heartbeat.interval.seconds", "2");
        unlessSet(config, "hazelcast.max.no.heartbeat.seconds", "15");
        unlessSet(config, "hazelcast.merge.first.run.delay.seconds", "15");
        unlessSet(config, "hazelcast.merge.next.run.delay.seconds", "15");
        // Operations on a partition that is just moving are tried again after 500 ms, which made three nodes that start
        // together need 11 s instead of 6; ten times as often, ten times as many times.
        unlessSet(config, "hazelcast.invocation.retry.pause.millis", "50");
        unlessSet(config, "hazelcast.invocation.max.retry.count", "2500");
        // One thread takes the answers of others: two let one overtake the other, and messages of a stream would be
        // told
        // out of order, which every node would have to put right.
        unlessSet(config, "hazelcast.operation.response.thread.count", "1");
        subscriptions(config);
        MAPS.forEach(name -> map(config, name));
        return StreamSetup.into(config, ClusterConfig.ALONE.copies(), ClusterConfig.ALONE.quorum());
    }

    private static void unlessSet(Config config, String property, String value) {
        if (config.getProperty(property) == null) {
            config.setProperty(property, value);
        }
    }

    private static void subscriptions(Config config) {
        if (config.findMultiMapConfig(SUBSCRIPTIONS).getName().equals("default")) {
            config.addMultiMapConfig(new MultiMapConfig(SUBSCRIPTIONS).setBackupCount(BACKUPS));
        }
        // a list would hold a registration twice
        config.getMultiMapConfig(SUBSCRIPTIONS).setValueCollectionType(ValueCollectionType.SET);
    }

    private static void map(Config config, String name) {
        if (config.findMapConfig(name).getName().equals("default")) {
            config.addMapConfig(new MapConfig(name).setBackupCount(BACKUPS));
        }
    }
}
