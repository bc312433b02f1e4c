package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Several nodes on a bus that loses, doubles and reorders, in virtual time. */
final class PresenceWorld {

    static final int NODES = 4;
    static final List<RoomName> ROOMS =
            IntStream.range(0, 4).mapToObj(i -> new RoomName("room:" + i)).toList();

    private record Flying(long at, String from, String to, PresenceMessage message) {}

    final Random random;
    final boolean churn;
    final int most;
    final Node[] nodes = new Node[NODES];
    final List<Flying> bus = new ArrayList<>();
    final Set<String> frozen = new HashSet<>();
    long now = 1_000;
    final Map<String, Long> arrivals = new HashMap<>();
    int lives;
    int connections;
    int sent;
    int told;
    int events;

    PresenceWorld(int seed, boolean churn) {
        this(seed, churn, 3);
    }

    PresenceWorld(int seed, boolean churn, int most) {
        this.random = new Random(seed);
        this.churn = churn;
        this.most = most;
        for (int i = 0; i < NODES; i++) {
            nodes[i] = new Node("n" + i);
        }
        for (Node node : nodes) {
            node.live();
        }
        meet();
    }

    /** Everybody becomes a member for everybody. */
    void meet() {
        for (Node node : nodes) {
            for (Node other : nodes) {
                if (node != other && node.peers.add(other.id)) {
                    node.exchange.added(other.id);
                }
            }
        }
    }

    void run(int steps, int perMille) {
        for (int i = 0; i < steps; i++) {
            step(random.nextInt(20), perMille);
            nodes[random.nextInt(NODES)].doSomething(ROOMS.get(random.nextInt(ROOMS.size())));
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
            if (luck < perMille || frozen.contains(flying.to())) {
                continue;
            }
            node(flying.to()).exchange.received(flying.from(), flying.message(), now);
            if (luck < 2 * perMille) {
                bus.add(new Flying(now + random.nextInt(2_000), flying.from(), flying.to(), flying.message()));
            }
        }
        for (Node node : nodes) {
            if (!frozen.contains(node.id)) {
                node.exchange.flush(now);
                if (now / 100 != (now - millis) / 100) {
                    node.exchange.tick(now);
                }
            }
        }
    }

    Node node(String id) {
        return nodes[Integer.parseInt(id.substring(1))];
    }

    /** A node dies and comes back, with or without a goodbye, or one end takes another for dead, or for not up. */
    void disturb() {
        Node node = nodes[random.nextInt(NODES)];
        Node other = nodes[random.nextInt(NODES)];
        switch (random.nextInt(6)) {
            case 0 -> {
                for (Node each : nodes) {
                    each.exchange.goodbye(node.id, node.life);
                }
                node.live();
            }
            case 1 -> node.live();
            case 2 -> node.exchange.resync();
            case 3 -> {
                if (node.peers.remove(other.id)) {
                    node.exchange.removed(other.id);
                }
            }
            case 4 -> node.down.add(other.id);
            default -> {
                node.down.clear();
                meet();
            }
        }
    }

    void send(String from, String to, PresenceMessage message) {
        sent++;
        if (message instanceof PresenceMessage.Told said) {
            told++;
            assertThat(said.words()).allSatisfy(word -> assertThat(word.size()).isLessThanOrEqualTo(most + 1));
        }
        long at = now + random.nextInt(30);
        if (!churn) { // as a connection that does not break
            at = arrivals.merge(from + to, at, Math::max);
        }
        bus.add(new Flying(at, from, to, message));
    }

    void heal() {
        for (Node node : nodes) {
            node.down.clear();
        }
        meet();
        for (int i = 0; i < 1_000; i++) {
            step(10, 0);
        }
    }

    /** How many ms until a peer that joins has been answered. */
    long joinTakes(String connection) {
        AtomicInteger done = new AtomicInteger();
        long began = now;
        nodes[0].exchange.joined(
                ROOMS.get(0), nodes[0].member(ROOMS.get(0), connection, "u", null), done::incrementAndGet);
        while (done.get() == 0) {
            step(10, 0);
        }
        return now - began;
    }

    void assertConverged() {
        for (Node node : nodes) {
            for (RoomName room : ROOMS) {
                if (node.views.containsKey(room)) {
                    assertThat(node.view(room)).as("%s in %s", node.id, room).isEqualTo(node.othersIn(room));
                    assertThat(node.opened).contains(room);
                }
            }
        }
    }

    void assertSettledIsKnown() {
        for (Node node : nodes) {
            for (Node other : nodes) {
                if (other != node) {
                    other.opened.forEach(room -> node.settledIn(room)
                            .forEach((connection, member) -> assertThat(other.view(room))
                                    .as("%s of %s in %s", other.id, node.id, room)
                                    .containsEntry(connection, member)));
                }
            }
        }
    }

    /** A process with a life, its members, and what it has heard of the others'. */
    final class Node {

        final String id;
        final Set<String> peers = new HashSet<>();
        final Set<String> down = new HashSet<>();
        final Map<RoomName, Map<String, Member>> own = new HashMap<>();
        final Map<RoomName, Map<String, Member>> settled = new HashMap<>();
        final Map<RoomName, Map<String, Member>> views = new HashMap<>();
        final Set<RoomName> opened = new HashSet<>();
        long life;
        PresenceExchange exchange;

        Node(String id) {
            this.id = id;
        }

        /** A new life begins with nothing. */
        void live() {
            own.clear();
            settled.clear();
            views.clear();
            opened.clear();
            peers.clear();
            down.clear();
            life = ++lives;
            exchange = new PresenceExchange(
                    life, most, peer -> !down.contains(peer), (to, message) -> send(id, to, message));
            for (Node other : nodes) {
                if (other != this && peers.add(other.id)) {
                    exchange.added(other.id);
                }
            }
        }

        void doSomething(RoomName room) {
            int what = random.nextInt(20);
            Map<String, Member> members = own.computeIfAbsent(room, first -> new HashMap<>());
            if (what == 0 && views.containsKey(room)) {
                views.remove(room);
                opened.remove(room);
                exchange.unfollow(room);
            } else if (what <= 3 && !views.containsKey(room)) {
                follow(room);
            } else if (what < 10 || members.isEmpty()) {
                join(room, id + "-" + connections++, "u" + random.nextInt(3), null);
            } else if (what < 12) {
                String connection = any(members);
                join(room, connection, members.get(connection).user(), String.valueOf(random.nextInt(2)));
            } else {
                leave(room, any(members));
            }
        }

        private String any(Map<String, Member> members) {
            return List.copyOf(members.keySet()).get(random.nextInt(members.size()));
        }

        void follow(RoomName room) {
            Map<String, Member> view = new HashMap<>();
            views.put(room, view);
            long during = life;
            exchange.follow(
                    room,
                    (joined, left, orderly) -> {
                        assertThat(views.get(room)).isSameAs(view);
                        joined.forEach(member -> assertThat(view.put(member.connection(), member))
                                .isNotEqualTo(member));
                        left.forEach(member ->
                                assertThat(view.remove(member.connection())).isEqualTo(member));
                        events += joined.size() + left.size();
                    },
                    () -> {
                        if (life == during && views.get(room) == view) {
                            opened.add(room);
                        }
                    },
                    now);
        }

        Member member(RoomName room, String connection, String user, String says) {
            Member member = new Member(connection, user, says == null ? null : Payload.json(says));
            own.computeIfAbsent(room, first -> new HashMap<>()).put(connection, member);
            settledIn(room).remove(connection);
            return member;
        }

        void join(RoomName room, String connection, String user, String says) {
            Member member = member(room, connection, user, says);
            exchange.joined(room, member, () -> {
                if (member == own.getOrDefault(room, Map.of()).get(connection)) { // it has said nothing else since
                    settledIn(room).put(connection, member);
                }
            });
        }

        void leave(RoomName room, String connection) {
            own.getOrDefault(room, new HashMap<>()).remove(connection);
            settledIn(room).remove(connection);
            exchange.left(room, connection, null);
        }

        Map<String, Member> settledIn(RoomName room) {
            return settled.computeIfAbsent(room, first -> new HashMap<>());
        }

        Map<String, Member> view(RoomName room) {
            return views.get(room);
        }

        Map<String, Member> othersIn(RoomName room) {
            Map<String, Member> others = new HashMap<>();
            for (Node other : nodes) {
                if (other != this) {
                    others.putAll(other.own.getOrDefault(room, Map.of()));
                }
            }
            return others;
        }
    }
}
