package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several nodes on a bus that loses, doubles and reorders, in virtual time. A failure names the seed that brings it. */
class InterestExchangeTest {

    private static final int NODES = 4;
    private static final List<RoomName> ROOMS =
            IntStream.range(0, 12).mapToObj(i -> new RoomName("room:" + i)).toList();

    @Test
    void tablesConvergeAfterAnySchedule() {
        forSeeds(120, seed -> {
            World world = new World(seed, true);
            world.run(3_000);
            world.heal();
            world.assertConverged();
        });
    }

    @Test
    void whatIsSettledIsKnownToEveryPeer() {
        forSeeds(100, seed -> {
            World world = new World(seed, false);
            for (int i = 0; i < 300; i++) {
                world.run(10);
                world.assertSettledIsKnown();
            }
        });
    }

    @Test
    void aHundredThousandRoomsAreToldInBoundedAnnouncements() {
        World world = new World(1, false, InterestExchange::new);
        for (int i = 0; i < 100_000; i++) {
            world.nodes[0].set(new RoomName("room:" + i), true);
        }
        world.heal();
        assertThat(world.nodes[1].table.size()).isEqualTo(100_000);
        assertThat(world.largest).isLessThanOrEqualTo(4_096);
    }

    @Test
    void tellingAllAgainDoesNotInterruptWhatIsKnown() {
        World world = new World(2, false);
        world.nodes[0].set(ROOMS.get(0), true);
        world.nodes[0].set(ROOMS.get(1), true);
        world.heal();
        world.nodes[0].exchange.resync(world.now);
        for (int i = 0; i < 100; i++) {
            world.step(10, 0);
            assertThat(world.nodes[1].table.nodes(ROOMS.get(0))).containsExactly("n0");
            assertThat(world.nodes[1].table.nodes(ROOMS.get(1))).containsExactly("n0");
        }
    }

    private static void forSeeds(int count, IntConsumer test) {
        int base = new Random().nextInt();
        for (int seed = base; seed < base + count; seed++) {
            try {
                test.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private interface Making {
        InterestExchange make(long incarnation, InterestTable table, InterestExchange.Post post);
    }

    private record Flying(long at, String from, String to, InterestMessage message) {}

    private static final class World {

        final Random random;
        final boolean churn;
        final Making making;
        final Node[] nodes = new Node[NODES];
        final List<Flying> bus = new ArrayList<>();
        long now = 1_000;
        int lives;
        int largest;

        World(int seed, boolean churn) {
            this(seed, churn, (life, table, post) -> new InterestExchange(life, 3, table, post));
        }

        World(int seed, boolean churn, Making making) {
            this.random = new Random(seed);
            this.churn = churn;
            this.making = making;
            for (int i = 0; i < NODES; i++) {
                nodes[i] = new Node(i);
                nodes[i].live();
            }
            meet();
        }

        /** Everybody becomes a member for everybody. */
        void meet() {
            for (Node node : nodes) {
                for (Node other : nodes) {
                    if (node != other && node.peers.add(other.id)) {
                        node.exchange.added(other.id, now);
                    }
                }
            }
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step(random.nextInt(20), 100);
                nodes[random.nextInt(NODES)].set(ROOMS.get(random.nextInt(ROOMS.size())), random.nextBoolean());
                if (churn && random.nextInt(100) == 0) {
                    disturb();
                }
            }
        }

        /** Time passes; of a thousand messages so many are lost, and as many doubled. */
        void step(int millis, int perMille) {
            now += millis;
            List<Flying> due = bus.stream().filter(flying -> flying.at() <= now).toList();
            bus.removeAll(due);
            for (Flying flying : due) {
                int luck = random.nextInt(1_000);
                if (luck < perMille) {
                    lose(flying);
                    continue;
                }
                arrive(flying);
                if (luck < 2 * perMille) {
                    bus.add(new Flying(now + random.nextInt(2_000), flying.from(), flying.to(), flying.message()));
                }
            }
            for (Node node : nodes) {
                node.exchange.flush(now);
                if (now / 100 != (now - millis) / 100) {
                    node.exchange.tick(now);
                }
            }
        }

        /** Half of what is lost the bus knows of. */
        void lose(Flying flying) {
            if (random.nextBoolean()) {
                node(flying.from()).exchange.failed(flying.to(), flying.message(), now);
            }
        }

        void arrive(Flying flying) {
            node(flying.to()).exchange.received(flying.from(), flying.message(), now);
        }

        Node node(String id) {
            return nodes[Integer.parseInt(id.substring(1))];
        }

        /** A node dies and comes back, with or without a goodbye, or one end takes another for dead. */
        void disturb() {
            Node node = nodes[random.nextInt(NODES)];
            Node other = nodes[random.nextInt(NODES)];
            switch (random.nextInt(5)) {
                case 0 -> {
                    node.exchange.goodbye().forEach((peer, message) -> send(node.id, peer, message));
                    node.live();
                }
                case 1 -> node.live();
                case 2 -> node.exchange.resync(now);
                case 3 -> {
                    if (node.peers.remove(other.id)) {
                        node.exchange.removed(other.id);
                    }
                }
                default -> meet();
            }
        }

        void send(String from, String to, InterestMessage message) {
            if (message instanceof InterestMessage.Announcement said) {
                largest = Math.max(largest, said.entered().size() + said.left().size());
            }
            bus.add(new Flying(now + random.nextInt(30), from, to, message));
        }

        void heal() {
            meet();
            for (int i = 0; i < 2_000; i++) {
                step(10, 0);
            }
        }

        void assertConverged() {
            for (Node node : nodes) {
                assertThat(node.exchange.isInStep())
                        .as("%s is in step", node.id)
                        .isTrue();
                assertThat(node.exchange.settled()).isEqualTo(node.exchange.version());
                for (RoomName room : ROOMS) {
                    assertThat(node.table.nodes(room))
                            .as("%s in %s", node.id, room)
                            .containsExactlyInAnyOrderElementsOf(node.othersIn(room));
                }
            }
        }

        void assertSettledIsKnown() {
            for (Node node : nodes) {
                if (node.exchange.settled() < node.exchange.version()) {
                    continue;
                }
                for (Node other : nodes) {
                    if (other != node && other.knows(node)) {
                        node.rooms.forEach(room -> assertThat(other.table.nodes(room))
                                .as("%s of %s in %s", other.id, node.id, room)
                                .contains(node.id));
                    }
                }
            }
        }

        /** A process with a life, its rooms and its table. */
        private final class Node {

            final String id;
            final Set<RoomName> rooms = new HashSet<>();
            Set<String> peers = new HashSet<>();
            InterestTable table = new InterestTable();
            InterestExchange exchange;

            Node(int number) {
                id = "n" + number;
            }

            /** A new life begins with nothing. */
            void live() {
                rooms.clear();
                table = new InterestTable();
                exchange = making.make(++lives, table, (to, message) -> send(id, to, message));
                peers.clear();
                if (nodes[NODES - 1] != null) {
                    meet();
                }
            }

            void set(RoomName room, boolean member) {
                if (member) {
                    rooms.add(room);
                } else {
                    rooms.remove(room);
                }
                exchange.changed(room, member);
            }

            /** Whether it has said something to the other, which counts it among those to wait for from then on. */
            boolean knows(Node other) {
                return other.exchange.isIntroduced(id);
            }

            List<String> othersIn(RoomName room) {
                List<String> others = new ArrayList<>();
                for (Node other : nodes) {
                    if (other != this && other.rooms.contains(room)) {
                        others.add(other.id);
                    }
                }
                return others;
            }
        }
    }
}
