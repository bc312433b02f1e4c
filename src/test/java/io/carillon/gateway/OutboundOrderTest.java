package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.HttpConfig;
import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever goes out on a connection at the same time (messages of several rooms, answers, pongs, a goodbye), and however
 * slowly it is read: the bytes are whole frames, in their order, none twice and none missing. Random, with the seed told.
 */
@Timeout(120)
class OutboundOrderTest {

    private static final int PUBLISHERS = 2;

    private static final int STEPS = 200;

    private static final List<String> ROOMS = List.of("a", "b", "c");

    /** What one client has sent, and what it has been sent, judged as it comes. */
    private static final class Peer implements Runnable {

        private final Client client;
        private final String name;
        private final SplittableRandom random;
        private final boolean slow;
        private final Map<Integer, String> requests = new ConcurrentHashMap<>();
        private final Set<String> joined = new HashSet<>();
        private final Map<String, Integer> last = new HashMap<>();
        private final Map<String, Integer> lastOfAll = new HashMap<>();
        private final Set<String> finished = new HashSet<>();
        private final Thread thread = new Thread(this);
        private boolean goodbye;
        private int asked;
        private int pinged;
        private volatile int answered;
        private int lastPong;
        private volatile int closeCode;
        private volatile @Nullable Throwable fault;

        Peer(TestServer server, String name, boolean slow, SplittableRandom random) {
            this.name = name;
            this.slow = slow;
            this.random = random;
            RawSocket socket = slow ? RawSocket.narrow(server.port(), 4096) : new RawSocket(server.port());
            this.client = Client.connect(socket, "/ws", Tokens.of(name));
        }

        /** Nothing behind the close frame: who sends to a socket that is closed is reset, and may not see its end. */
        synchronized void send(int first, byte[] payload) {
            if (goodbye) {
                return;
            }
            goodbye = first == 0x88;
            try {
                client.socket().send(RawSocket.frame(first, payload));
            } catch (UncheckedIOException e) {
                return; // closed by the server: its frame is about to be read
            }
        }

        void ping() {
            String payload = String.valueOf(++pinged);
            send(0x89, (payload + " ".repeat(pinged % 100)).getBytes(StandardCharsets.UTF_8));
        }

        void ask(JsonObject request) {
            int id = ++asked;
            requests.put(id, request.getString("type") + " " + request.getString("room"));
            send(0x81, request.put("id", id).encode().getBytes(StandardCharsets.UTF_8));
        }

        void awaitAnswers() {
            while (answered < asked && fault == null) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public void run() {
            try {
                while (finished.size() < PUBLISHERS && closeCode == 0) {
                    if (slow && random.nextInt(8) == 0) {
                        LockSupport.parkNanos(random.nextInt(3_000_000));
                    }
                    frame(client.socket().readFrame());
                }
                if (closeCode != 0) {
                    assertThat(client.socket().readToEnd()).isEmpty();
                }
            } catch (Throwable e) {
                fault = e;
            }
        }

        private void frame(RawSocket.Frame frame) {
            assertThat(frame.fin()).isTrue();
            switch (frame.opcode()) {
                case 0xA -> {
                    int number = Integer.parseInt(frame.text().strip());
                    assertThat(number).isGreaterThan(lastPong);
                    lastPong = number;
                }
                case 0x8 -> {
                    closeCode = frame.closeCode();
                    send(0x88, new byte[0]);
                }
                case 0x1 -> message(new JsonObject(frame.text()));
                default -> throw new AssertionError("opcode " + frame.opcode());
            }
        }

        private void message(JsonObject message) {
            if (message.getString("type").equals("reply")) {
                answer(message.getInteger("id"));
                return;
            }
            assertThat(message.getString("type")).isEqualTo("message");
            JsonObject data = message.getJsonObject("data");
            String room = message.getString("room");
            String publisher = data.getString("p");
            assertThat(data.getString("x")).hasSize(data.getInteger("l"));
            assertThat(data.getInteger("g")).isGreaterThan(lastOfAll.getOrDefault(publisher, 0));
            lastOfAll.put(publisher, data.getInteger("g"));
            if (room.equals("fin")) {
                finished.add(publisher);
                return;
            }
            assertThat(joined).as("%s", message.getString("room")).contains(room);
            Integer before = last.put(room + publisher, data.getInteger("r"));
            if (before != null && !publisher.equals(name)) {
                assertThat(data.getInteger("r")).as("%s of %s", room, publisher).isEqualTo(before + 1);
            }
        }

        private void answer(int id) {
            assertThat(id).isEqualTo(answered + 1);
            answered = id;
            String[] request = requests.getOrDefault(id, "?").split(" ");
            if (request[0].equals("join")) {
                joined.add(request[1]);
            } else if (request[0].equals("leave")) {
                joined.remove(request[1]);
                for (int i = 0; i < PUBLISHERS; i++) {
                    last.remove(request[1] + "publisher" + i);
                }
            }
        }
    }

    private final SplittableRandom random;
    private final long seed = System.nanoTime();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Peer> publishers = new ArrayList<>();
    private final List<Peer> members = new ArrayList<>();
    private final Map<Peer, Set<String>> rooms = new HashMap<>();

    OutboundOrderTest() {
        random = new SplittableRandom(seed);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void isWholeHoweverSlowlyItIsRead(HttpConfig.Transport transport) throws Exception {
        run(transport, "64MiB", true);
        for (Peer peer : members) {
            assertThat(peer.closeCode).isZero();
            for (String room : rooms.get(peer)) {
                for (Peer publisher : publishers) {
                    Integer seen = peer.last.get(room + publisher.name);
                    if (seen != null) {
                        assertThat(seen).isEqualTo(numbers.get(room + publisher.name));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void isWholeUpToTheGoodbyeForWhoIsTooSlow(HttpConfig.Transport transport) throws Exception {
        run(transport, "48KiB", false);
        assertThat(members).allMatch(peer -> peer.closeCode == 0 || peer.closeCode == 4003);
    }

    private void run(HttpConfig.Transport transport, String queue, boolean publishersListen) throws Exception {
        try (TestServer server = TestServer.start(
                "http.transport=" + transport,
                "limits.queue=" + queue,
                "keepalive.interval=1h",
                "rooms={\"**\": {publish: anyone}}")) {
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(new Peer(server, "publisher" + i, false, random.split()));
            }
            for (int i = 0; i < 8; i++) {
                members.add(new Peer(server, "member" + i, i % 2 == 0, random.split()));
            }
            List<Peer> all = new ArrayList<>(publishers);
            all.addAll(members);
            for (Peer peer : all) {
                rooms.put(peer, new HashSet<>());
                peer.thread.start();
                join(peer, "fin");
            }
            List<Peer> stayers = publishersListen ? anchors(server) : members;
            stayers.forEach(peer -> ROOMS.forEach(room -> join(peer, room)));
            stayers.stream().filter(peer -> !all.contains(peer)).forEach(all::add);
            stayers.forEach(Peer::awaitAnswers);
            for (int i = 0; i < STEPS; i++) {
                step(publishersListen);
            }
            publishers.forEach(peer -> publish(peer, "fin", 0));
            for (Peer peer : all) {
                peer.thread.join(100_000);
                assertThat(peer.thread.isAlive())
                        .as("%s, seed %d", peer.name, seed)
                        .isFalse();
            }
            for (Peer peer : all) {
                assertThat(peer.fault).as("%s, seed %d", peer.name, seed).isNull();
                peer.client.close();
            }
        }
    }

    /** Members that stay, on every event loop: a room that lost its last one there drops what is under way to it. */
    private List<Peer> anchors(TestServer server) {
        List<Peer> anchors = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Peer anchor = new Peer(server, "anchor" + i, false, random.split());
            rooms.put(anchor, new HashSet<>());
            join(anchor, "fin");
            anchor.thread.start();
            anchors.add(anchor);
        }
        return anchors;
    }

    private void step(boolean publishersListen) {
        Peer publisher = publishers.get(random.nextInt(PUBLISHERS));
        Peer member =
                publishersListen && random.nextInt(6) == 0 ? publisher : members.get(random.nextInt(members.size()));
        String room = ROOMS.get(random.nextInt(ROOMS.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                if (publishersListen && rooms.get(member).remove(room)) {
                    member.ask(Client.message("leave", room));
                }
            }
            case 1, 2 -> join(member, room);
            case 3 -> member.ask(Client.message("ping", room));
            case 4 -> member.ping();
            default -> {
                int burst = random.nextInt(4) == 0 ? random.nextInt(60) : 1;
                int size = random.nextInt(20) == 0 ? 50_000 : random.nextInt(10) == 0 ? 6_000 : 200;
                for (int i = 0; i < burst; i++) {
                    String to = random.nextInt(5) == 0 ? ROOMS.get(random.nextInt(ROOMS.size())) : room;
                    publish(publisher, to, random.nextInt(burst > 1 ? Math.min(size, 2_000) : size));
                }
            }
        }
    }

    private void join(Peer peer, String room) {
        if (rooms.get(peer).add(room)) {
            peer.ask(Client.message("join", room));
        }
    }

    private void publish(Peer publisher, String room, int size) {
        int number = numbers.merge(room + publisher.name, 1, Integer::sum);
        int all = numbers.merge(publisher.name, 1, Integer::sum);
        JsonObject data = new JsonObject()
                .put("p", publisher.name)
                .put("r", number)
                .put("g", all)
                .put("l", size)
                .put("x", "x".repeat(size));
        JsonObject request = Client.message("publish", room).put("data", data);
        publisher.send(
                0x81,
                (room.equals("fin") || random.nextBoolean() ? request : request.put("echo", false))
                        .encode()
                        .getBytes(StandardCharsets.UTF_8));
    }
}
