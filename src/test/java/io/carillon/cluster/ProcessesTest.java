package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes with the repository's {@code cluster.xml}, one of which is frozen and then killed. */
@Tag("slow")
class ProcessesTest {

    private static final Duration STARTED = Duration.ofSeconds(120);

    /** By its connections, that is: by its silence alone it would take fifteen seconds. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final List<ChildNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(ChildNode::kill);
    }

    @Test
    void threeThatStartAtOnceAreOneClusterAndOutliveAFrozenAndAKilledOne() throws Exception {
        Path xml = ChildNode.clusterXml(directory);
        for (int i = 0; i < 3; i++) {
            nodes.add(ChildNode.start(NodeProcess.class, xml.toString()));
        }
        nodes.forEach(ChildNode::awaitReady);
        nodes.forEach(node ->
                Eventually.until(STARTED, "one cluster", () -> node.ask("nodes").equals("3")));
        for (ChildNode node : nodes) {
            others(node)
                    .forEach(other -> Eventually.until(
                            STARTED,
                            "deliveries",
                            () -> node.ask("heard " + other.id()).equals("true")));
        }
        aFrozenPeerHoldsNobodyUp();
        aKilledOneIsForgotten();
    }

    @Test
    void oneThatWasGivenUpIsOneOfThemAgainWhenTheClusterHasMerged() throws Exception {
        Path xml = ChildNode.impatient(ChildNode.clusterXml(directory));
        nodes.add(ChildNode.start(NodeProcess.class, xml.toString()));
        nodes.add(ChildNode.start(NodeProcess.class, xml.toString()));
        nodes.forEach(ChildNode::awaitReady);
        ChildNode one = nodes.get(0);
        ChildNode frozen = nodes.get(1);
        nodes.forEach(node ->
                Eventually.until(STARTED, "one cluster", () -> node.ask("nodes").equals("2")));
        Eventually.until(STARTED, "backups", () -> one.ask("safe").equals("true"));
        frozen.signal("STOP");
        Eventually.until(STARTED, "given up", () -> one.ask("nodes").equals("1"));
        assertThat(one.ask("interested all")).isEmpty();
        one.ask("enter meanwhile");
        frozen.signal("CONT");
        Eventually.until(STARTED, "merged", () -> one.ask("nodes").equals("2"));
        Eventually.until(STARTED, "known", () -> one.ask("interested all").equals(frozen.id()));
        Eventually.until(
                STARTED, "knows", () -> frozen.ask("interested meanwhile").equals(one.id()));
        Eventually.until(
                STARTED,
                "registered",
                () -> one.ask("registrations " + frozen.id()).equals("2")
                        && frozen.ask("registrations " + one.id()).equals("2"));
        for (ChildNode node : nodes) {
            ChildNode other = others(node).get(0);
            node.ask("forget " + other.id()); // before "wrong": what comes first comes after a gap
            Eventually.until(
                    STARTED, "deliveries", () -> node.ask("heard " + other.id()).equals("true"));
            String wrong = node.ask("wrong " + other.id());
            long first = Long.parseLong(node.ask("last " + other.id()));
            Eventually.until(
                    STARTED, "more of them", () -> Long.parseLong(node.ask("last " + other.id())) > first + 100);
            assertThat(node.ask("wrong " + other.id())).isEqualTo(wrong);
        }
    }

    private void aFrozenPeerHoldsNobodyUp() throws Exception {
        ChildNode one = nodes.get(0);
        ChildNode frozen = nodes.get(2);
        frozen.ask("enter flooded");
        frozen.signal("STOP");
        long took = Long.parseLong(one.ask("enter late"));
        for (int again = 0; took > 2_000 && again < 3; again++) { // the machine may have stood still
            took = Long.parseLong(one.ask("enter late" + again));
        }
        assertThat(took).isBetween(500L, 2_000L);
        assertThat(Long.parseLong(one.ask("flood flooded 100"))).isPositive();
        frozen.signal("CONT");
        nodes.forEach(
                node -> // also where all that took so long that it had been given up
                Eventually.until(
                        STARTED, "one cluster again", () -> node.ask("nodes").equals("3")));
        Eventually.until(
                STARTED,
                "the frozen one knows",
                () -> frozen.ask("interested late").contains(one.id()));
        Eventually.until(STARTED, "enter is fast again", () -> Long.parseLong(one.ask("enter later")) < 100);
    }

    /**
     * Once the entries have their backups: a death in the middle of a rebalancing makes Hazelcast pause it for 3 s, and
     * what Vert.x has to tidy up with it. Interest does not depend on that.
     */
    private void aKilledOneIsForgotten() throws Exception {
        ChildNode one = nodes.get(0);
        ChildNode two = nodes.get(1);
        ChildNode dead = nodes.get(2);
        List<ChildNode> survivors = List.of(one, two);
        Eventually.until(STARTED, "backups", () -> one.ask("safe").equals("true"));
        survivors.forEach(node -> others(node).forEach(other -> node.ask("silence " + other.id())));
        survivors.forEach(node -> node.ask("standstill"));
        String wrong = one.ask("wrong " + two.id()) + " " + two.ask("wrong " + one.id());
        dead.kill();
        for (ChildNode node : survivors) {
            Duration took = Eventually.until(
                    FORGOTTEN,
                    "nothing of the dead one is left",
                    () -> !node.ask("interested all").contains(dead.id())
                            && node.ask("registrations " + dead.id()).equals("0"));
            System.err.println("forgotten after " + took.toMillis() + " ms");
        }
        Eventually.until(STARTED, "two nodes", () -> one.ask("nodes").equals("2"));
        long silence = Math.max(
                Long.parseLong(one.ask("silence " + two.id())), Long.parseLong(two.ask("silence " + one.id())));
        long standstill = Long.parseLong(one.ask("standstill")) + Long.parseLong(two.ask("standstill"));
        assertThat(silence).isLessThan(500 + 3 * standstill); // it takes the way over several threads of both
        assertThat(one.ask("wrong " + two.id()) + " " + two.ask("wrong " + one.id()))
                .isEqualTo(wrong);
    }

    private List<ChildNode> others(ChildNode node) {
        return nodes.stream().filter(other -> other != node).toList();
    }
}
