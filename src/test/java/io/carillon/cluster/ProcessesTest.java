package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes with the repository's {@code cluster.xml}, one of which is frozen and then killed. */
class ProcessesTest {

    private static final Duration STARTED = Duration.ofSeconds(40);
    private static final Duration FORGOTTEN = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(Node::kill);
    }

    @Test
    void threeThatStartAtOnceAreOneClusterAndOutliveAFrozenAndAKilledOne() throws Exception {
        Path xml = clusterXml();
        for (int i = 0; i < 3; i++) {
            nodes.add(new Node(xml));
        }
        nodes.forEach(Node::awaitReady);
        nodes.forEach(node ->
                Eventually.until(STARTED, "one cluster", () -> node.ask("nodes").equals("3")));
        for (Node node : nodes) {
            others(node)
                    .forEach(other -> Eventually.until(
                            STARTED,
                            "deliveries",
                            () -> node.ask("heard " + other.id).equals("true")));
        }
        aFrozenPeerHoldsNobodyUp();
        aKilledOneIsForgotten();
    }

    @Test
    void oneThatWasGivenUpIsOneOfThemAgainWhenTheClusterHasMerged() throws Exception {
        Path xml = impatient(clusterXml());
        nodes.add(new Node(xml));
        nodes.add(new Node(xml));
        nodes.forEach(Node::awaitReady);
        Node one = nodes.get(0);
        Node frozen = nodes.get(1);
        nodes.forEach(node ->
                Eventually.until(STARTED, "one cluster", () -> node.ask("nodes").equals("2")));
        Eventually.until(STARTED, "backups", () -> one.ask("safe").equals("true"));
        frozen.signal("STOP");
        Eventually.until(STARTED, "given up", () -> one.ask("nodes").equals("1"));
        assertThat(one.ask("interested all")).isEmpty();
        one.ask("enter meanwhile");
        frozen.signal("CONT");
        Eventually.until(STARTED, "merged", () -> one.ask("nodes").equals("2"));
        Eventually.until(STARTED, "known", () -> one.ask("interested all").equals(frozen.id));
        Eventually.until(
                STARTED, "knows", () -> frozen.ask("interested meanwhile").equals(one.id));
        Eventually.until(
                STARTED,
                "registered",
                () -> one.ask("registrations " + frozen.id).equals("2")
                        && frozen.ask("registrations " + one.id).equals("2"));
        for (Node node : nodes) {
            String wrong = node.ask("wrong");
            Node other = others(node).get(0);
            node.ask("forget " + other.id);
            Eventually.until(
                    STARTED, "deliveries", () -> node.ask("heard " + other.id).equals("true"));
            assertThat(node.ask("wrong")).isEqualTo(wrong);
        }
    }

    private void aFrozenPeerHoldsNobodyUp() throws Exception {
        Node one = nodes.get(0);
        Node frozen = nodes.get(2);
        frozen.ask("enter flooded");
        frozen.signal("STOP");
        assertThat(Long.parseLong(one.ask("enter late"))).isBetween(500L, 2_000L);
        assertThat(Long.parseLong(one.ask("flood flooded 100"))).isPositive();
        frozen.signal("CONT");
        Eventually.until(
                Duration.ofSeconds(10),
                "the frozen one knows",
                () -> frozen.ask("interested late").contains(one.id));
        Eventually.until(
                Duration.ofSeconds(10), "enter is fast again", () -> Long.parseLong(one.ask("enter later")) < 100);
    }

    /**
     * Once the entries have their backups: a death in the middle of a rebalancing makes Hazelcast pause it for 3 s, and
     * what Vert.x has to tidy up with it. Interest does not depend on that.
     */
    private void aKilledOneIsForgotten() throws Exception {
        Node one = nodes.get(0);
        Node two = nodes.get(1);
        Node dead = nodes.get(2);
        List<Node> survivors = List.of(one, two);
        Eventually.until(STARTED, "backups", () -> one.ask("safe").equals("true"));
        survivors.forEach(node -> others(node).forEach(other -> node.ask("silence " + other.id)));
        String wrong = one.ask("wrong") + two.ask("wrong");
        dead.kill();
        for (Node node : survivors) {
            Duration took = Eventually.until(
                    FORGOTTEN,
                    "nothing of the dead one is left",
                    () -> !node.ask("interested all").contains(dead.id)
                            && node.ask("registrations " + dead.id).equals("0"));
            System.err.println("forgotten after " + took.toMillis() + " ms");
        }
        assertThat(one.ask("nodes")).isEqualTo("2");
        assertThat(Long.parseLong(one.ask("silence " + two.id))).isLessThan(500);
        assertThat(Long.parseLong(two.ask("silence " + one.id))).isLessThan(500);
        assertThat(one.ask("wrong") + two.ask("wrong")).isEqualTo(wrong);
    }

    private List<Node> others(Node node) {
        return nodes.stream().filter(other -> other != node).toList();
    }

    /** The repository's own file, on ports that are free. */
    private Path clusterXml() throws IOException {
        int first = freePorts(5);
        String xml = Files.readString(Path.of("cluster.xml"));
        for (int i = 0; i < 5; i++) {
            xml = xml.replace(String.valueOf(5701 + i), String.valueOf(first + i));
        }
        return Files.writeString(directory.resolve("cluster.xml"), xml);
    }

    /** Gives up, and merges, sooner than anybody would want in earnest. */
    private static Path impatient(Path xml) throws IOException {
        String text = Files.readString(xml)
                .replace("interval.seconds\">2<", "interval.seconds\">1<")
                .replace("heartbeat.seconds\">15<", "heartbeat.seconds\">3<")
                .replace("delay.seconds\">15<", "delay.seconds\">2<");
        return Files.writeString(xml, text);
    }

    private static int freePorts(int count) {
        Random random = new Random();
        return IntStream.generate(() -> 20_000 + random.nextInt(10_000))
                .filter(first -> IntStream.range(first, first + count).allMatch(ProcessesTest::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** A process and the line to it. */
    private static final class Node {

        final Process process;
        final BufferedReader answers;
        final BufferedWriter commands;
        String id = "";

        Node(Path xml) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NodeProcess.class.getName(),
                            xml.toString())
                    .redirectError(new File("target/node-" + System.nanoTime() + ".log"))
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
            commands = process.outputWriter(StandardCharsets.UTF_8);
        }

        void awaitReady() {
            String[] ready = read().split(" ");
            assertThat(ready[0]).isEqualTo("ready");
            id = ready[1];
            System.err.println("ready after " + ready[2] + " ms");
        }

        String ask(String command) {
            try {
                commands.write(command + "\n");
                commands.flush();
                return read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String read() {
            try {
                String line = answers.readLine();
                assertThat(line).as("an answer from " + process.pid()).isNotNull();
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void signal(String signal) throws Exception {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        }

        void kill() {
            process.destroyForcibly();
        }
    }
}
