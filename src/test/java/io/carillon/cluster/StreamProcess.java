package io.carillon.cluster;

import io.carillon.cluster.StreamStore.Append;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.config.ClusterConfig;
import io.carillon.config.StreamSettings;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A node in a process of its own that appends to streams. Everything that was acknowledged is in a file before the same
 * publisher appends again, so that it can be known when the node is dead. Answers as {@link NodeProcess} does.
 */
final class StreamProcess {

    static final int ROOMS = 20;

    /** So many publish to each room at a time: what the others hand in goes together. */
    private static final int PUBLISHERS = 4;

    private static final StreamSettings SETTINGS = new StreamSettings(1_000_000, Duration.ofHours(1));

    private final Standstill standstill = new Standstill();
    private final Vertx vertx;
    private final Cluster cluster;
    private final Writer acknowledged;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong acks = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean publishing;

    private StreamProcess(ClusterConfig config, Path file) throws IOException {
        vertx = TestNodes.await(ClusteredVertx.start(new VertxOptions(), config));
        cluster = TestNodes.await(Cluster.join(vertx, publication -> {}));
        acknowledged = new FileWriter(file.toFile(), StandardCharsets.UTF_8, true);
    }

    /** @param args cluster.xml, quorum, copies, the file for what was acknowledged */
    public static void main(String[] args) throws IOException {
        ClusterConfig config =
                new ClusterConfig(Optional.of(Path.of(args[0])), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        StreamProcess node = new StreamProcess(config, Path.of(args[3]));
        say("ready " + node.cluster.node() + " 0");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String command;
        while ((command = commands.readLine()) != null) {
            say(node.answer(command.split(" ")));
        }
        System.exit(0);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private String answer(String[] command) {
        return switch (command[0]) {
            case "nodes" -> String.valueOf(cluster.nodes());
            case "safe" ->
                String.valueOf(TestNodes.hazelcast(vertx).getPartitionService().isClusterSafe());
            case "publish" -> publish();
            case "stop" -> stop();
            case "standstill" -> String.valueOf(standstill.longest());
            case "acks" -> String.valueOf(acks.get());
            case "failures" -> String.valueOf(failures.get());
            case "append" -> append(command[1], command[2]);
            case "read" -> read(new RoomName(command[1]), Long.parseLong(command[2]));
            default -> "what?";
        };
    }

    private String publish() {
        publishing = true;
        for (int i = 0; i < ROOMS * PUBLISHERS; i++) {
            RoomName room = new RoomName("room" + i % ROOMS);
            running.incrementAndGet();
            vertx.runOnContext(start -> publish(room));
        }
        return "started";
    }

    /** Waits for what is on its way. */
    private String stop() {
        publishing = false;
        while (running.get() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return "stopped";
    }

    private void publish(RoomName room) {
        if (!publishing) {
            running.decrementAndGet();
            return;
        }
        String text = cluster.node() + "-" + numbers.incrementAndGet();
        cluster.streams().append(append(room, text), SETTINGS).onComplete(appended -> {
            if (appended.succeeded()) {
                note(room, text, appended.result());
            } else {
                failures.incrementAndGet();
                System.err.println("failed " + appended.cause());
            }
            publish(room);
        });
    }

    private static Append append(RoomName room, String text) {
        return new Append(
                room, Payload.json('"' + text + '"'), Sender.service("test"), null, System.currentTimeMillis());
    }

    private void note(RoomName room, String text, Appended appended) {
        synchronized (acknowledged) {
            try {
                acknowledged.write(room + " " + appended.position().epoch() + " "
                        + appended.position().offset() + " " + text + "\n");
                acknowledged.flush();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        acks.incrementAndGet();
    }

    private String append(String room, String text) {
        try {
            Appended appended = cluster.streams()
                    .append(append(new RoomName(room), text), SETTINGS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return appended.position().epoch() + " " + appended.position().offset();
        } catch (java.util.concurrent.CompletionException e) {
            return e.getCause() instanceof RefusedException refused
                    ? refused.code().code()
                    : e.toString();
        }
    }

    /** Epoch, offset, oldest, and the texts of the next thousand, in one line. */
    private String read(RoomName room, long since) {
        Slice slice = TestNodes.await(cluster.streams().read(room, since, 1_000, false, SETTINGS));
        String texts = slice.messages().stream()
                .map(message -> message.offset() + ":"
                        + new String(message.data().bytes(), StandardCharsets.UTF_8).replace("\"", ""))
                .collect(Collectors.joining(" "));
        return (slice.epoch() + " " + slice.offset() + " " + slice.oldest() + " " + texts).strip();
    }
}
