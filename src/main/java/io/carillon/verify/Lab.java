package io.carillon.verify;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A cluster of our own: processes that can be broken, of which nothing is left in the end. Nothing here touches a process
 * that it has not started. {@link #close} may be called by any thread at any time.
 */
public final class Lab implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int FINE = 200;

    private final LabSettings settings;
    private final Path directory;
    private final Hosts hosts;
    private final List<Node> nodes = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private boolean isClosed;
    private boolean isKept;

    private Lab(LabSettings settings, Path directory, Hosts hosts) {
        this.settings = settings;
        this.directory = directory;
        this.hosts = hosts;
    }

    /**
     * Makes what the nodes need; {@link #start} starts them.
     *
     * @throws IllegalArgumentException in the words of the command line, where this cannot be done here
     */
    public static Lab create(LabSettings settings) throws IOException {
        Hosts hosts = settings.isDivisible() ? Namespaces.create(settings.nodes()) : new Loopback(settings.nodes());
        Path directory = Files.createTempDirectory("carillon-verify-");
        Lab lab = new Lab(settings, directory, hosts);
        try {
            lab.prepare();
            return lab;
        } catch (IOException e) {
            lab.close();
            throw e;
        }
    }

    private void prepare() throws IOException {
        Path cluster = Files.writeString(directory.resolve("cluster.xml"), settings.cluster(hosts.all()));
        Path common = Files.writeString(directory.resolve("carillon.yaml"), settings.configuration(cluster));
        for (int i = 0; i < settings.nodes(); i++) {
            Host host = hosts.all().get(i);
            Path log = Files.createFile(directory.resolve("node-" + (i + 1) + ".log"));
            nodes.add(new Node(host, settings.command(host, common), log));
        }
    }

    /** Starts all nodes at once, and returns when they are one cluster. */
    public void start() throws IOException, InterruptedException {
        List<CompletableFuture<String>> starting = new ArrayList<>();
        for (Node node : nodes) {
            starting.add(node.launch());
        }
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).awaitReady(starting.get(i));
        }
    }

    public List<Target> targets() {
        return nodes.stream()
                .map(node -> new Target(URI.create("ws://" + node.host().address() + ':'
                        + node.host().ports().http() + "/ws")))
                .toList();
    }

    /** A token for everything that clients do. */
    public String token(Duration valid) {
        return settings.token(valid);
    }

    /** Where the logs are. */
    public Path directory() {
        return directory;
    }

    /** Leaves the logs behind: somebody will want to read them. */
    public void keep() {
        isKept = true;
    }

    int size() {
        return nodes.size();
    }

    Node node(int number) {
        return nodes.get(number);
    }

    Hosts hosts() {
        return hosts;
    }

    /** Whether all nodes are one cluster and their data has its copies. Blocks, for seconds where a node is frozen. */
    boolean isWhole() throws InterruptedException {
        for (Node node : nodes) {
            if (!isWhole(node.host())) {
                return false;
            }
        }
        return true;
    }

    private boolean isWhole(Host host) throws InterruptedException {
        URI uri = URI.create("http://" + host.address() + ':' + host.ports().management() + "/health/safe");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == FINE && new JsonObject(answer.body()).getInteger("nodes", 0) == nodes.size();
        } catch (IOException | DecodeException | ClassCastException e) {
            return false;
        }
    }

    /** Ends all processes and removes what was made for them; who comes second waits until the first is done. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        nodes.forEach(Node::end);
        hosts.close();
        if (!isKept) {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException e) {
            // what cannot be removed stays in the directory for temporary files
        }
    }
}
