package io.carillon.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, which can be ended and started again. Its methods block; one thread at a time. */
final class Node {

    private static final long START = 120;
    private static final long STOP = 90;
    private static final long DEATH = 10;
    private static final int WORDS = 5;

    private final Host host;
    private final List<String> command;
    private final Path log;
    private volatile @Nullable Process process;
    private volatile boolean isOver;

    /**
     * @param command the server with its arguments
     * @param log gets what it says, of all its lives
     */
    Node(Host host, List<String> command, Path log) {
        this.host = host;
        this.command = Stream.concat(host.prefix().stream(), command.stream()).toList();
        this.log = log;
    }

    Host host() {
        return host;
    }

    /** Starts it, without waiting until it is ready. */
    CompletableFuture<String> launch() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        Process started = builder.start();
        process = started;
        if (isOver) {
            started.destroyForcibly();
        }
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(started, ready), "stdout of " + started.pid());
        reader.setDaemon(true);
        reader.start();
        return ready;
    }

    /** The first line says that it is ready; the rest is read, too, so that it never waits for a full pipe. */
    private static void read(Process process, CompletableFuture<String> ready) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ready.complete(line);
            }
        } catch (IOException e) {
            // it has ended
        }
        ready.completeExceptionally(new IOException("it ended before it was ready"));
    }

    void awaitReady(CompletableFuture<String> ready) throws IOException, InterruptedException {
        try {
            ready.get(START, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("a node ended before it was ready; its last words: " + lastWords(), e);
        } catch (TimeoutException e) {
            throw new IOException("a node was not ready within " + START + " s; its last words: " + lastWords(), e);
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(log, StandardCharsets.UTF_8));
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - WORDS), lines.size()));
    }

    /** Starts it and waits until it is ready. */
    void start() throws IOException, InterruptedException {
        awaitReady(launch());
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(DEATH, TimeUnit.SECONDS);
        }
    }

    /** Tells it to stop, and waits until it has drained. */
    void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!running.waitFor(STOP, TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new IOException("a node did not stop within " + STOP + " s; its last words: " + lastWords());
        }
        if (running.exitValue() != 0) {
            throw new IOException("a node ended with " + running.exitValue() + "; its last words: " + lastWords());
        }
    }

    /** Stands still. */
    void freeze() throws IOException {
        signal("STOP");
    }

    void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        Process running = process;
        if (running != null) {
            Shell.run("kill", "-" + name, String.valueOf(running.pid()));
        }
    }

    /** Ends it for good, whatever it does. */
    void end() {
        isOver = true;
        Process running = process;
        if (running != null) {
            running.destroyForcibly(); // a frozen one, too
        }
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
