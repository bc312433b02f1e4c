package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes in one process, real Hazelcast and real sockets; each test has rooms of its own. */
class ClusterTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Who enters waits no longer than a second for a peer, and who joins no longer than five; and a bit less. */
    private static final Duration ENTERED = Duration.ofMillis(900);

    private static final Duration JOINED = Duration.ofMillis(4_900);
    private static final AtomicInteger ROOMS = new AtomicInteger();

    private static final TestNodes NODES = new TestNodes();
    private static Node a;
    private static Node b;
    private static Node c;

    private final RoomName room = new RoomName("room:" + ROOMS.incrementAndGet());

    @BeforeAll
    static void start() {
        a = new Node(NODES.start());
        b = new Node(NODES.start());
        c = new Node(NODES.start());
        Eventually.until(SOON, "three nodes", () -> Stream.of(a, b, c).allMatch(node -> node.cluster.nodes() == 3));
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void afterEnterAPublicationReachesEachInterestedNodeOnce() {
        enter(b);
        enter(c);
        a.publish(room, 1);
        b.publish(room, 2);
        Eventually.until(
                SOON,
                "two publications at both",
                () -> b.texts(room).size() == 2 && c.texts(room).size() == 2);
        assertThat(b.texts(room)).containsExactlyInAnyOrder("1", "2");
        assertThat(c.texts(room)).containsExactlyInAnyOrder("1", "2");
        assertThat(a.texts(room)).isEmpty();
    }

    @Test
    void aNodeWithoutMembersIsSentNothing() {
        enter(b);
        long sent = a.cluster.counters().sent().sum();
        long arrived = c.cluster.counters().received().sum();
        a.publish(room, 1);
        Eventually.until(SOON, "the publication", () -> !b.texts(room).isEmpty());
        assertThat(a.cluster.counters().sent().sum() - sent).isEqualTo(1);
        assertThat(c.cluster.counters().received().sum()).isEqualTo(arrived);
        assertThat(a.cluster.interested(room)).containsExactly(b.cluster.node());
    }

    @Test
    void aRoomThatIsOnlyHereCostsTheBusNothing() {
        enter(a);
        long parcels = a.cluster.counters().parcels().sum();
        a.publish(room, 1);
        assertThat(a.texts(room)).containsExactly("1");
        assertThat(a.cluster.counters().parcels().sum()).isEqualTo(parcels);
    }

    @Test
    void eachPublisherKeepsItsOrderAndNothingComesTwice() throws InterruptedException {
        enter(a, b, c);
        List<Thread> publishers = new ArrayList<>();
        for (Node node : List.of(a, b, c)) {
            for (int p = 0; p < 2; p++) {
                String name = node.cluster.node() + "/" + p;
                publishers.add(new Thread(() -> node.publishMany(room, name, 10_000)));
            }
        }
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        for (Node node : List.of(a, b, c)) {
            Eventually.until(SOON, "60000 publications", () -> node.at(room).size() >= 60_000);
            Map<String, Integer> last = new ConcurrentHashMap<>();
            for (Publication publication : node.at(room)) {
                int number = Integer.parseInt(text(publication));
                assertThat(last.put(String.valueOf(publication.from().user()), number))
                        .isIn(null, number - 1);
            }
            assertThat(node.at(room)).hasSize(60_000);
        }
        assertThat(a.cluster.counters().lost().sum()
                        + a.cluster.counters().dropped().sum())
                .isZero();
    }

    @Test
    void afterLeaveNothingIsSentAnyMore() {
        enter(b);
        b.cluster.leave(room);
        Eventually.until(SOON, "the leave", () -> a.cluster.interested(room).isEmpty());
        long sent = a.cluster.counters().sent().sum();
        a.publish(room, 1);
        assertThat(a.cluster.counters().sent().sum()).isEqualTo(sent);
    }

    @Test
    void enterAfterLeaveInQuickSuccessionEndsRight() {
        for (int i = 0; i < 200; i++) {
            b.cluster.enter(room);
            b.cluster.leave(room);
        }
        enter(b);
        assertThat(a.cluster.interested(room)).containsExactly(b.cluster.node());
        a.publish(room, 1);
        Eventually.until(SOON, "the publication", () -> b.texts(room).contains("1"));
    }

    @Test
    void aHundredThousandRoomsAreEnteredAtOnce() {
        List<RoomName> rooms = IntStream.range(0, 100_000)
                .mapToObj(i -> new RoomName(room + "/" + i))
                .toList();
        List<Future<Void>> entering = new ArrayList<>();
        rooms.forEach(name -> entering.add(c.cluster.enter(name)));
        await(Future.all(entering));
        Eventually.until(
                SOON,
                "all of them",
                () -> rooms.stream().allMatch(a::knowsOfC) && rooms.stream().allMatch(b::knowsOfC));
        rooms.forEach(c.cluster::leave);
        Eventually.until(SOON, "none of them", () -> rooms.stream().noneMatch(a::knowsOfC));
    }

    @Test
    void aLateNodeKnowsAllAndIsKnownWhenItHasJoined() {
        List<RoomName> rooms = IntStream.range(0, 20_000)
                .mapToObj(i -> new RoomName(room + "/" + i))
                .toList();
        await(Future.all(rooms.stream().map(c.cluster::enter).toList()));
        Queue<Integer> told = new ConcurrentLinkedQueue<>();
        Runnable end = a.cluster.onChange(() -> told.add(a.cluster.nodes()));
        Vertx vertx = NODES.start();
        long began = System.nanoTime();
        Node late = new Node(vertx);
        Duration most = atOnceWithin(JOINED, began);
        Eventually.until(most, "it knows all", () -> rooms.stream().allMatch(late::knowsOfC));
        Eventually.until(most, "it knows the nodes", () -> late.cluster.nodes() == 4);
        enter(late);
        assertThat(a.cluster.interested(room)).containsExactly(late.cluster.node());
        NODES.stop(late.vertx); // without a word to its peers
        Eventually.until(SOON, "three nodes", () -> a.cluster.nodes() == 3 && b.cluster.nodes() == 3);
        assertThat(a.cluster.interested(room)).isEmpty();
        Eventually.until(SOON, "told of both", () -> List.copyOf(told).equals(List.of(4, 3)));
        end.run();
        rooms.forEach(c.cluster::leave);
    }

    @Test
    void aNodeThatSaysGoodbyeIsForgottenAtOnceAndMayComeAgain() {
        enter(b);
        await(b.cluster.close());
        Eventually.until(
                SOON, "the goodbye", () -> a.cluster.interested(room).isEmpty()); // without it, it would stay a member
        assertThat(await(a.cluster.enter(room))).isNull();
        b = new Node(b.vertx);
        Eventually.until(
                SOON,
                "what changed while it joined",
                () -> b.cluster.interested(room).equals(List.of(a.cluster.node())));
        enter(b);
        a.publish(room, 1);
        Eventually.until(SOON, "the publication", () -> b.texts(room).contains("1"));
    }

    @Test
    void anotherApplicationInTheHazelcastClusterIsNoNode() {
        Vertx other = NODES.start();
        enter(a);
        assertThat(a.cluster.nodes()).isEqualTo(3);
        assertThat(b.cluster.nodes()).isEqualTo(3);
        NODES.stop(other);
    }

    @Test
    void whatIsNoParcelDoesNotStopTheNode() {
        enter(b);
        long broken = b.cluster.counters().broken().sum();
        String address = Registration.address(b.cluster.node());
        DeliveryOptions parcel = new DeliveryOptions().setCodecName(ParcelCodec.NAME);
        a.vertx.eventBus().send(address, "text");
        a.vertx.eventBus().send(address, Buffer.buffer("bytes"));
        a.vertx.eventBus().send(address, new Parcel(new byte[] {1, 9, 0}, List.of()), parcel);
        a.vertx.eventBus().send(address, new Parcel(new byte[0], List.of()), parcel);
        Eventually.until(
                SOON, "four refusals", () -> b.cluster.counters().broken().sum() == broken + 4);
        a.publish(room, 1);
        Eventually.until(SOON, "the publication", () -> b.texts(room).contains("1"));
    }

    @Test
    void aRegistrationThatTheClusterLostIsRestored() {
        Queue<Object> received = new ConcurrentLinkedQueue<>();
        io.vertx.core.internal.VertxInternal vertx = (io.vertx.core.internal.VertxInternal) b.vertx;
        Registration registration = new Registration(vertx, "lost", message -> received.add(message.body()));
        TestNodes.hazelcast(a.vertx).getMultiMap("__vertx.subs").delete(Registration.address("lost"));
        assertThat(await(restorable(vertx, registration))).isTrue();
        Eventually.until(SOON, "a message", () -> {
            a.vertx.eventBus().send(Registration.address("lost"), "hello");
            return !received.isEmpty();
        });
        await(registration.close());
    }

    /** Registered under a node's id that is not this one's, so that the cluster knows no registration of it. */
    private static Future<Boolean> restorable(io.vertx.core.internal.VertxInternal vertx, Registration registration) {
        return registration.register().compose(done -> registration.verify());
    }

    @Test
    void aVertxThatIsNotClusteredIsRefused() {
        Vertx alone = Vertx.vertx();
        assertThatThrownBy(() -> await(Cluster.join(alone, publication -> {})))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        await(alone.close());
    }

    /** From then on all know it, unless it was completed since somebody did not answer in time. */
    private void enter(Node... entering) {
        long began = System.nanoTime();
        await(Future.all(
                Stream.of(entering).map(node -> node.cluster.enter(room)).toList()));
        Duration most = atOnceWithin(ENTERED, began);
        for (Node node : entering) {
            Stream.of(a, b, c)
                    .filter(other -> other != node)
                    .forEach(other -> Eventually.until(
                            most,
                            "known to all",
                            () -> other.cluster.interested(room).contains(node.cluster.node())));
        }
    }

    /** What was promised has to be so at once, but for where this process stood still and nobody answered. */
    private static Duration atOnceWithin(Duration limit, long began) {
        return System.nanoTime() - began < limit.toNanos() ? Duration.ZERO : SOON;
    }

    private static String text(Publication publication) {
        return new String(publication.data().bytes(), StandardCharsets.UTF_8);
    }

    /** A node and what it has received. */
    private static final class Node {

        final Vertx vertx;
        final Map<RoomName, Queue<Publication>> received = new ConcurrentHashMap<>();
        final Cluster cluster;

        Node(Vertx vertx) {
            this.vertx = vertx;
            this.cluster = await(
                    Cluster.join(vertx, publication -> at(publication.room()).add(publication)));
        }

        Queue<Publication> at(RoomName room) {
            return received.computeIfAbsent(room, name -> new ConcurrentLinkedQueue<>());
        }

        List<String> texts(RoomName room) {
            return at(room).stream().map(ClusterTest::text).toList();
        }

        void publish(RoomName room, int number) {
            cluster.publish(publication(room, "somebody", number));
        }

        void publishMany(RoomName room, String publisher, int count) {
            for (int i = 0; i < count; i++) {
                cluster.publish(publication(room, publisher, i));
            }
        }

        boolean knowsOfC(RoomName room) {
            return cluster.interested(room).contains(c.cluster.node());
        }

        private static Publication publication(RoomName room, String publisher, int number) {
            return new Publication(room, Payload.json(String.valueOf(number)), Sender.user(publisher, "c"), 0L, null);
        }
    }
}
