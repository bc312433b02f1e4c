package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several nodes on a bus that loses, doubles and reorders, in virtual time. A failure names the seed that brings it. */
@Tag("slow")
class PresenceExchangeTest {

    private static final List<RoomName> ROOMS = PresenceWorld.ROOMS;

    @Test
    void everybodyKnowsWhoIsThereAfterAnySchedule() {
        forSeeds(60, seed -> {
            PresenceWorld world = new PresenceWorld(seed, true);
            world.run(2_000, 100);
            world.heal();
            world.assertConverged();
        });
    }

    @Test
    void whatPeersWereWaitedForTheyKnow() {
        forSeeds(100, seed -> {
            PresenceWorld world = new PresenceWorld(seed, false);
            for (int i = 0; i < 300; i++) {
                world.run(5, 0);
                world.assertSettledIsKnown();
            }
        });
    }

    @Test
    void aStormIsAHandfulOfMessagesToEachPeer() {
        PresenceWorld world = new PresenceWorld(1, false, 512);
        follow(world);
        int before = world.told;
        for (int i = 0; i < 10_000; i++) {
            world.nodes[0].join(ROOMS.get(0), "c" + i, "u", null);
        }
        world.heal();
        assertThat(world.nodes[1].view(ROOMS.get(0))).hasSize(10_000);
        assertThat(world.told - before).isLessThan(3 * 25);
        for (int i = 0; i < 10_000; i++) { // four in a ms
            world.nodes[0].leave(ROOMS.get(0), "c" + i);
            if (i % 4 == 0) {
                world.step(1, 0);
            }
        }
        world.heal();
        assertThat(world.nodes[1].view(ROOMS.get(0))).isEmpty();
        assertThat(world.told - before).isLessThan(3 * (25 + 300));
    }

    @Test
    void aQuietRoomCostsACheckEveryFewSeconds() {
        PresenceWorld world = new PresenceWorld(1, false);
        follow(world);
        world.nodes[0].join(ROOMS.get(0), "c", "u", null);
        world.heal();
        int before = world.sent;
        for (int i = 0; i < 600; i++) {
            world.step(100, 0);
        }
        assertThat(world.sent - before).isBetween(12 * 15, 12 * 21); // each of four tells each of three others
        assertThat(world.nodes[1].view(ROOMS.get(0))).hasSize(1);
    }

    @Test
    void aSilentPeerIsWaitedForOnceUntilItSpeaksAgain() {
        PresenceWorld world = new PresenceWorld(1, false);
        follow(world);
        world.frozen.add("n3");
        assertThat(world.joinTakes("a")).isBetween(PresenceExchange.WAIT_MILLIS, 1_200L);
        assertThat(world.joinTakes("b")).isLessThan(200);
        world.frozen.clear();
        world.heal();
        world.assertConverged();
        world.frozen.add("n3");
        assertThat(world.joinTakes("c")).isGreaterThan(900);
    }

    @Test
    void aMemberThatSaysSomethingElseIsToldOfAgainAndOneThatSaysTheSameIsNot() {
        PresenceWorld world = new PresenceWorld(1, false);
        follow(world);
        world.nodes[0].join(ROOMS.get(0), "c", "u", "1");
        world.heal();
        int before = world.events;
        world.nodes[0].join(ROOMS.get(0), "c", "u", "1");
        world.heal();
        assertThat(world.events).isEqualTo(before);
        world.nodes[0].join(ROOMS.get(0), "c", "u", "2");
        world.heal();
        assertThat(world.events).isEqualTo(before + 3);
        assertThat(world.nodes[2].view(ROOMS.get(0)).get("c").member()).isEqualTo(Payload.json("2"));
    }

    private static void follow(PresenceWorld world) {
        for (PresenceWorld.Node node : world.nodes) {
            node.follow(ROOMS.get(0));
        }
        world.heal();
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
}
