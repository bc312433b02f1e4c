package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.carillon.support.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A load balancer in a process of its own, with an example's configuration in which only addresses and times are others. */
final class Balancer implements AutoCloseable {

    private static final Path EXAMPLES = Path.of("conf", "examples");
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");

    /**
     * After how many seconds in which nothing was said a connection is cut: longer than a machine stands still, and
     * less than a reader's patience.
     */
    private static final int IDLE = 6;

    private final Process process;
    private final Path log;
    private final int port;

    private Balancer(List<String> command, Path log, int port) {
        try {
            this.process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.log = log;
        this.port = port;
        Eventually.until(Duration.ofSeconds(30), "the balancer listens", () -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            return isListening();
        });
    }

    static Balancer haproxy(Path directory, List<ServerProcess> nodes) {
        int port = Ports.inARow(1);
        Path file = configure(
                "haproxy.cfg",
                directory,
                Map.of(
                        "maxconn 50000", "maxconn 2000",
                        "bind :80\n", "bind 127.0.0.1:" + port + "\n",
                        "timeout tunnel 2m", "timeout tunnel " + IDLE + "s",
                        "10.0.0.11:8080 port 9080", servers(nodes.get(0)) + " port " + management(nodes.get(0)),
                        "10.0.0.12:8080 port 9080", servers(nodes.get(1)) + " port " + management(nodes.get(1))));
        return new Balancer(
                List.of(program("haproxy"), "-db", "-f", file.toString()), directory.resolve("haproxy.log"), port);
    }

    static Balancer nginx(Path directory, List<ServerProcess> nodes) {
        int port = Ports.inARow(1);
        String own = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(name -> name + "_temp_path " + directory.resolve(name) + ";\n")
                .reduce("access_log off;\n", String::concat);
        Path file = configure(
                "nginx.conf",
                directory,
                Map.of(
                        "\nhttp {\n",
                        "\nhttp {\n" + own,
                        "listen 80;",
                        "listen 127.0.0.1:" + port + ";",
                        "proxy_read_timeout 2m",
                        "proxy_read_timeout " + IDLE + "s",
                        "10.0.0.11:8080",
                        servers(nodes.get(0)),
                        "10.0.0.12:8080",
                        servers(nodes.get(1))));
        return new Balancer(
                List.of(
                        program("nginx"),
                        "-p",
                        directory.toString(),
                        "-c",
                        file.toString(),
                        "-e",
                        "stderr",
                        "-g",
                        "daemon off; pid " + directory.resolve("nginx.pid") + ";"),
                directory.resolve("nginx.log"),
                port);
    }

    private static Path configure(String example, Path directory, Map<String, String> instead) {
        try {
            String text = Files.readString(EXAMPLES.resolve(example));
            for (Map.Entry<String, String> each : instead.entrySet()) {
                assertThat(text).containsOnlyOnce(each.getKey());
                text = text.replace(each.getKey(), each.getValue());
            }
            return Files.writeString(directory.resolve(example), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String servers(ServerProcess node) {
        return node.uri().getHost() + ":" + node.uri().getPort();
    }

    private static int management(ServerProcess node) {
        return node.management().getPort();
    }

    /** Where Debian puts it, which is on root's PATH only. */
    private static String program(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not installed; bin/test does that"));
    }

    private boolean isListening() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
