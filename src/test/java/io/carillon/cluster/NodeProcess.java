package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node in a process of its own. Publishes a number every 5 ms to a room that all are in, watches what comes from the
 * others, and answers each line on its standard input with one on its standard output.
 */
final class NodeProcess {

    private static final RoomName ALL = new RoomName("all");

    /**
     * @param longest the longest silence, in ms, since it was asked for last
     * @param wrong how often something else came than the next
     */
    private record Heard(AtomicLong last, AtomicLong at, AtomicLong longest, AtomicLong wrong) {

        Heard(long value, long now) {
            this(new AtomicLong(value), new AtomicLong(now), new AtomicLong(), new AtomicLong());
        }
    }

    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final Standstill standstill = new Standstill();
    private final Vertx vertx;
    private final Cluster cluster;
    private long number;

    private NodeProcess(Path xml) {
        vertx = TestNodes.await(ClusteredVertx.start(new VertxOptions(), Optional.of(xml)));
        cluster = TestNodes.await(Cluster.join(vertx, this::receive));
        TestNodes.await(cluster.enter(ALL));
        vertx.setPeriodic(5, id -> publish(ALL, String.valueOf(number++)));
    }

    public static void main(String[] args) throws IOException {
        long began = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        NodeProcess node = new NodeProcess(Path.of(args[0]));
        say("ready " + node.cluster.node() + " " + (System.currentTimeMillis() - began));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String command;
        while ((command = commands.readLine()) != null) {
            say(node.answer(command.split(" ")));
        }
        System.exit(0); // whoever started this is gone
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private String answer(String[] command) {
        return switch (command[0]) {
            case "nodes" -> String.valueOf(cluster.nodes());
            case "interested" -> String.join(",", cluster.interested(new RoomName(command[1])));
            case "safe" ->
                String.valueOf(TestNodes.hazelcast(vertx).getPartitionService().isClusterSafe());
            case "enter" -> enter(new RoomName(command[1]));
            case "wrong" -> String.valueOf(heard.get(command[1]).wrong().get());
            case "standstill" -> String.valueOf(standstill.longest());
            case "heard" -> String.valueOf(heard.containsKey(command[1]));
            case "last" -> String.valueOf(heard.get(command[1]).last().get());
            case "forget" -> String.valueOf(heard.remove(command[1]));
            case "silence" -> String.valueOf(heard.get(command[1]).longest().getAndSet(0));
            case "registrations" -> registrations(command[1]);
            case "flood" -> flood(new RoomName(command[1]), Integer.parseInt(command[2]));
            default -> "what?";
        };
    }

    private String enter(RoomName room) {
        long began = System.nanoTime();
        TestNodes.await(cluster.enter(room));
        return String.valueOf((System.nanoTime() - began) / 1_000_000);
    }

    /** Bus registrations of a node that the cluster has, and whether it knows where it is reached. */
    private String registrations(String node) {
        HazelcastInstance hazelcast = TestNodes.hazelcast(vertx);
        return hazelcast
                        .<String, Object>getMultiMap("__vertx.subs")
                        .get(Registration.address(node))
                        .size()
                + (hazelcast.getMap("__vertx.nodeInfo").containsKey(node) ? 1 : 0)
                + "";
    }

    /** Publishes so many MiB and answers how many publications were dropped for it so far. */
    private String flood(RoomName room, int mebibytes) {
        String text = "x".repeat(1 << 16);
        for (int i = 0; i < mebibytes * 16; i++) {
            publish(room, text);
        }
        return String.valueOf(cluster.counters().dropped().sum());
    }

    private void publish(RoomName room, String text) {
        cluster.publish(new Publication(room, Payload.json(text), Sender.service(cluster.node()), 0L, null));
    }

    private void receive(Publication publication) {
        if (!publication.room().equals(ALL)) {
            return;
        }
        long value = Long.parseLong(new String(publication.data().bytes(), StandardCharsets.UTF_8));
        long now = System.currentTimeMillis();
        String from = String.valueOf(publication.from().service());
        Heard before = heard.putIfAbsent(from, new Heard(value, now));
        if (before != null) {
            if (before.last().getAndSet(value) != value - 1) {
                before.wrong().incrementAndGet();
            }
            long silence = now - before.at().getAndSet(now);
            before.longest().accumulateAndGet(silence, Math::max);
        }
    }
}
