package io.carillon.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A server in a process of its own, which has said that it is ready. Every wait here is bounded; a server that does not
 * get ready is killed, and what it wrote is in the exception.
 *
 * <p>The jar under test is the one that the build has just made. {@code -Dcarillon.command="…"} (split at spaces) runs
 * the same tests against something else that understands the same arguments.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(
            "carillon ready (?<http>http://\\S+) node=(?<node>\\S+) management=(?<management>http://\\S+)");
    private static final Executor STARTERS = task -> new Thread(task).start();
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(40); // above the limit of a drain

    private final Life life;
    private final List<String> arguments;
    private final Process process;
    private final Path log;
    private final Ready ready;

    private ServerProcess(Life life, List<String> arguments, Process process, Path log, Ready ready) {
        this.life = life;
        this.arguments = arguments;
        this.process = process;
        this.log = log;
        this.ready = ready;
    }

    /** What a server is for. */
    public enum Life {
        /** To be over before the virtual machine's second compiler pays: it would take a third of all its CPU. */
        SHORT("-XX:TieredStopAtLevel=1"),
        /** To be under load, with the virtual machine as it is. */
        LOADED("-XX:+TieredCompilation");

        private final String compiler;

        Life(String compiler) {
            this.compiler = compiler;
        }
    }

    /** What the ready line says. */
    private record Ready(URI http, String node, URI management) {

        static Ready from(String line) {
            Matcher matcher = READY.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalStateException("not the ready line: " + line);
            }
            return new Ready(
                    URI.create(matcher.group("http")), matcher.group("node"), URI.create(matcher.group("management")));
        }
    }

    /** Starts {@code serve --dev} on a free port. */
    public static ServerProcess startDev() {
        return start("serve", "--dev", "--port", "0");
    }

    /** The same on one that nobody takes while the server is away from it: for who starts it again there. */
    public static ServerProcess startDevToComeBack() {
        return start("serve", "--dev", "--port", String.valueOf(freePort()));
    }

    /** Starts several servers at the same time, and returns when all are ready. */
    public static List<ServerProcess> startAll(int count, String... arguments) {
        return startAll(Life.SHORT, count, arguments);
    }

    public static List<ServerProcess> startAll(Life life, int count, String... arguments) {
        return IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> start(life, arguments), STARTERS))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /** Starts a server with these arguments and returns when it is ready. */
    public static ServerProcess start(String... arguments) {
        return start(Life.SHORT, arguments);
    }

    public static ServerProcess start(Life life, String... arguments) {
        return start(life, command(life), arguments);
    }

    /** Starts a server by another command than that of the tests. */
    static ServerProcess startBy(List<String> command, String... arguments) {
        return start(Life.LOADED, command, arguments);
    }

    private static ServerProcess start(Life life, List<String> program, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        try {
            Path log = Files.createTempFile("carillon-", ".log");
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            return new ServerProcess(life, List.of(arguments), process, log, awaitReady(process, log));
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + command, e);
        }
    }

    /** Starts {@code serve --dev} where this server was, which must have ended. */
    public ServerProcess startAgainOnTheSamePort() {
        return start(
                life,
                "serve",
                "--dev",
                "--port",
                String.valueOf(ready.http().getPort()),
                "--set",
                "management.port=" + ready.management().getPort());
    }

    /**
     * A port that nobody has, with the next thousandth one for the management, and that nobody gets by chance while a server is
     * away from it: it is below those that the system gives to outgoing connections.
     */
    public static int freePort() {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 31_000);
            try (ServerSocket first = new ServerSocket(port);
                    ServerSocket second = new ServerSocket(port + 1_000)) {
                return Math.min(first.getLocalPort(), second.getLocalPort());
            } catch (IOException e) {
                continue; // somebody has it
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** Starts another server with the same arguments. */
    public ServerProcess startAgainAsItWas() {
        return start(life, arguments.toArray(String[]::new));
    }

    public URI uri() {
        return ready.http();
    }

    public String node() {
        return ready.node();
    }

    public URI management() {
        return ready.management();
    }

    public long pid() {
        return process.pid();
    }

    /** What the server wrote to stderr so far. */
    public String log() {
        return read(log);
    }

    /** Ends the process as a crash would, without a goodbye to anybody. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(STOP);
    }

    /** Asks the process to stop, and does not wait. */
    public void signal() {
        process.destroy();
    }

    /** Waits for the process to end, and returns its exit status. */
    public int awaitEnd() {
        return awaitEnd(STOP);
    }

    /** The same, of one that takes its time. */
    int awaitEnd(Duration longest) {
        return awaitExit(longest);
    }

    /** Asks the process to stop, waits until it has drained, and returns its exit status. */
    public int stop() {
        process.destroy();
        return awaitExit(STOP);
    }

    /** Ends the process if it still runs. */
    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("pid " + pid() + " did not end within " + limit + ":\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for pid " + pid(), e);
        }
    }

    private static Ready awaitReady(Process process, Path log) {
        try {
            return firstLine(process).thenApply(Ready::from).get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the ready line", e);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("no ready line within " + START + ":\n" + read(log), e);
        }
    }

    /** The first line of stdout. The rest is read too and dropped, so that the process never blocks on a full pipe. */
    private static CompletableFuture<String> firstLine(Process process) {
        CompletableFuture<String> first = new CompletableFuture<>();
        Thread reader = new Thread(() -> drain(process, first), "stdout of " + process.pid());
        reader.setDaemon(true);
        reader.start();
        return first;
    }

    private static void drain(Process process, CompletableFuture<String> first) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                first.complete(line);
            }
            first.completeExceptionally(new IOException("stdout ended"));
        } catch (IOException e) {
            first.completeExceptionally(e);
        }
    }

    private static List<String> command(Life life) {
        String other = System.getProperty("carillon.command");
        if (other != null) {
            return List.of(other.split(" "));
        }
        return Jar.command("-Xmx512m", life.compiler);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
