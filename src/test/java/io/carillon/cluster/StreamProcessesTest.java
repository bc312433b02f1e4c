package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams in processes that are killed and frozen. */
@Tag("slow")
class StreamProcessesTest {

    private static final Duration STARTED = Duration.ofSeconds(120);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<ChildNode> nodes = new ArrayList<>();
    private final List<Path> acknowledged = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(ChildNode::kill);
    }

    @Test
    void whatWasAcknowledgedOutlivesEitherNode() throws Exception {
        Path xml = ChildNode.clusterXml(directory);
        ChildNode first = start(xml, 0, 1);
        ChildNode second = start(xml, 0, 1);
        awaitSafe(2);
        publishAll(3_000);
        second.kill();
        nodes.remove(second);
        goOn(first, 3_000);
        first.ask("stop");
        long some = check(first);
        assertThat(some).isGreaterThan(6_000);
        ChildNode third = start(xml, 0, 1);
        awaitSafe(2);
        publishAll(3_000);
        third.ask("standstill");
        first.kill(); // which had been the oldest
        nodes.remove(first);
        goOn(third, 3_000);
        third.ask("stop");
        assertThat(check(third)).isGreaterThan(some + 5_000);
        boolean stoodStill = Long.parseLong(third.ask("standstill")) > 1_000; // of the five seconds that an append has
        assertThat(third.ask("failures")).matches(stoodStill ? "\\d+" : "0");
    }

    @Test
    void withoutCopiesADeadNodesStreamsComeBackInNewEpochs() throws Exception {
        Path xml = ChildNode.clusterXml(directory);
        ChildNode first = start(xml, 0, 0);
        ChildNode second = start(xml, 0, 0);
        awaitSafe(2);
        Map<String, String> before = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            before.put("room" + i, first.ask("append room" + i + " a"));
        }
        second.kill();
        nodes.remove(second);
        int lost = 0;
        for (String room : before.keySet()) {
            String[] was = before.get(room).split(" ");
            String[] is = first.ask("append " + room + " b").split(" ");
            boolean gone = !is[0].equals(was[0]);
            assertThat(is[1]).as(room).isEqualTo(gone ? "1" : "2");
            lost += gone ? 1 : 0;
        }
        assertThat(lost).isBetween(5, 35);
    }

    @Test
    void aFrozenNodeThatComesBackFindsTheStreamsAsTheOthersHaveContinuedThem() throws Exception {
        Path xml = ChildNode.impatient(ChildNode.clusterXml(directory));
        ChildNode one = start(xml, 0, 1);
        ChildNode frozen = start(xml, 0, 1);
        awaitSafe(2);
        Map<String, String> epochs = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            epochs.put("room" + i, one.ask("append room" + i + " a").split(" ")[0]);
        }
        frozen.signal("STOP");
        Eventually.until(STARTED, "given up", () -> one.ask("nodes").equals("1"));
        epochs.forEach(
                (room, epoch) -> assertThat(one.ask("append " + room + " b")).isEqualTo(epoch + " 2"));
        frozen.signal("CONT");
        Eventually.until(STARTED, "merged", () -> one.ask("nodes").equals("2"));
        awaitSafe(2);
        epochs.forEach((room, epoch) -> Eventually.until(
                SOON, room, () -> frozen.ask("read " + room + " 0").equals(epoch + " 2 1 1:a 2:b")));
        epochs.forEach(
                (room, epoch) -> assertThat(frozen.ask("append " + room + " c")).isEqualTo(epoch + " 3"));
    }

    @Test
    void theSmallerSideRefusesToWriteAndReads() throws Exception {
        Path xml = ChildNode.clusterXml(directory);
        ChildNode first = start(xml, 2, 1);
        assertThat(first.ask("append room a")).isEqualTo("unavailable");
        ChildNode second = start(xml, 2, 1);
        awaitSafe(2);
        assertThat(first.ask("append room a")).endsWith(" 1");
        second.kill();
        nodes.remove(second);
        Eventually.until(SOON, "alone", () -> first.ask("nodes").equals("1"));
        assertThat(first.ask("append room b")).isEqualTo("unavailable");
        assertThat(first.ask("read room 0")).endsWith(" 1 1 1:a");
        start(xml, 2, 1);
        awaitSafe(2);
        assertThat(first.ask("append room b")).endsWith(" 2");
    }

    private ChildNode start(Path xml, int quorum, int copies) throws IOException {
        Path file = directory.resolve("acknowledged" + acknowledged.size());
        acknowledged.add(file);
        ChildNode node = ChildNode.start(
                StreamProcess.class, xml.toString(), String.valueOf(quorum), String.valueOf(copies), file.toString());
        nodes.add(node);
        node.awaitReady();
        return node;
    }

    private void awaitSafe(int count) {
        for (ChildNode node : nodes) {
            Eventually.until(STARTED, "one cluster", () -> node.ask("nodes").equals(String.valueOf(count)));
            Eventually.until(STARTED, "copies", () -> node.ask("safe").equals("true"));
        }
    }

    private void publishAll(long acks) {
        nodes.forEach(node -> node.ask("publish"));
        nodes.forEach(node -> goOn(node, acks));
    }

    /** Until so many more have been acknowledged. */
    private static void goOn(ChildNode node, long acks) {
        long began = acks(node);
        Eventually.until(STARTED, "acknowledgements", () -> acks(node) >= began + acks);
    }

    private static long acks(ChildNode node) {
        return Long.parseLong(node.ask("acks"));
    }

    /** Everything acknowledged by anybody is where it was said to be, once; answers how much that was. */
    private long check(ChildNode node) throws IOException {
        Map<String, String> epochs = new HashMap<>();
        Map<String, List<String>> stored = new HashMap<>();
        for (int i = 0; i < StreamProcess.ROOMS; i++) {
            read(node, "room" + i, epochs, stored);
        }
        long count = 0;
        for (Path file : acknowledged) {
            for (String line : Files.readAllLines(file)) {
                String[] ack = line.split(" ");
                if (ack.length < 4) {
                    continue; // its writer was killed
                }
                assertThat(epochs).containsEntry(ack[0], ack[1]);
                assertThat(stored.get(ack[0]).get(Integer.parseInt(ack[2]) - 1)).isEqualTo(ack[3]);
                count++;
            }
        }
        return count;
    }

    private static void read(
            ChildNode node, String room, Map<String, String> epochs, Map<String, List<String>> stored) {
        List<String> texts = new ArrayList<>();
        String[] parts;
        do {
            parts = node.ask("read " + room + " " + texts.size()).split(" ");
            for (String part : Arrays.asList(parts).subList(3, parts.length)) {
                String[] message = part.split(":");
                assertThat(message[0]).isEqualTo(String.valueOf(texts.size() + 1));
                texts.add(message[1]);
            }
        } while (Long.parseLong(parts[1]) > texts.size());
        Set<String> once = new HashSet<>(texts);
        assertThat(once).as("stored twice in " + room).hasSameSizeAs(texts);
        epochs.put(room, parts[0]);
        stored.put(room, texts);
    }
}
