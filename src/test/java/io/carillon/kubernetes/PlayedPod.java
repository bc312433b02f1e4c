package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A pod of the rendered StatefulSet, played on this machine: a network namespace with an address, its own name, the files of
 * ConfigMap and Secret where the container has them, a root file system that is read-only but for {@code /tmp}, the user and
 * none of root's capabilities, the container's variables and arguments. Of the image there is the JDK that runs the tests, and
 * the jar; of the limits the memory, as the virtual machine sees it.
 */
final class PlayedPod implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(60);

    private final Rendered rendered;
    private final PodNetwork.Space space;
    private final Process process;
    private final Path log;

    private PlayedPod(Rendered rendered, PodNetwork.Space space, Process process, Path log) {
        this.rendered = rendered;
        this.space = space;
        this.process = process;
        this.log = log;
    }

    /**
     * What a pod has that is not said in its own description.
     *
     * @param directory for what belongs to it
     * @param name as the StatefulSet names it
     * @param nameserver the address of the cluster's DNS
     * @param account the files that the kubelet makes for a ServiceAccount
     */
    record Place(Path directory, String name, String nameserver, Map<String, String> account) {}

    /** Starts the container, and does not wait for it. */
    static PlayedPod start(Rendered rendered, PodNetwork.Space space, Place place) throws IOException {
        Path directory = Files.createDirectories(place.directory().resolve(place.name()));
        PodFiles files = PodFiles.write(rendered, directory.resolve("root"));
        Path account = Files.createDirectories(directory.resolve("account"));
        if (Boolean.TRUE.equals(rendered.pod().getAutomountServiceAccountToken())) {
            for (Map.Entry<String, String> file : place.account().entrySet()) {
                Files.writeString(account.resolve(file.getKey()), file.getValue());
            }
        }
        String namespace = rendered.workload().getMetadata().getNamespace();
        // as the kubelet writes it for the policy ClusterFirst
        Files.writeString(
                directory.resolve("resolv.conf"),
                "search " + namespace + ".svc.cluster.local svc.cluster.local cluster.local\nnameserver "
                        + place.nameserver() + "\noptions ndots:5\n");
        Files.writeString(
                directory.resolve("hosts"), "127.0.0.1 localhost\n" + space.address() + " " + place.name() + "\n");
        Files.createDirectories(directory.resolve("own"));
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                space.name(),
                "unshare",
                "--mount",
                "--uts",
                "sh",
                "-euc",
                script(),
                place.name()));
        command.addAll(
                List.of(directory.toString(), Path.of("target").toAbsolutePath().toString()));
        command.add(user(rendered));
        command.addAll(environment(files, space.address()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-jar", "/opt/carillon.jar"));
        command.addAll(rendered.container().getArgs());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PlayedPod(rendered, space, process, log);
    }

    /** Arguments: the pod's folder, that of the jar, the user; then the command, which begins with its variables. */
    private static String script() {
        return """
                pod=$1 jars=$2 user=$3; shift 3
                hostname "$0"
                mount --make-rprivate /
                mount -t tmpfs -o mode=755 tmpfs "$pod/own"
                mkdir -p "$pod/own/etc/carillon" "$pod/own/opt"
                for name in java ssl ld.so nsswitch.conf passwd group; do
                  for file in /etc/$name*; do
                    [ ! -e "$file" ] || cp -a "$file" "$pod/own/etc/"
                  done
                done
                cp "$pod/resolv.conf" "$pod/hosts" "$pod/own/etc/"
                cp -r "$pod/root/etc/carillon/." "$pod/own/etc/carillon/"
                chown -R "root:$user" "$pod/own/etc/carillon"
                cp "$jars/carillon.jar" "$pod/own/opt/"
                chmod 644 "$pod/own/opt/carillon.jar"
                mount --bind "$pod/own/etc" /etc
                mount -o remount,bind,ro /etc
                mount --bind "$pod/own/opt" /opt
                mount -o remount,bind,ro /opt
                mount -t tmpfs tmpfs /run
                mkdir -p /run/secrets/kubernetes.io/serviceaccount
                cp "$pod/account/." /run/secrets/kubernetes.io/serviceaccount/ -r
                mount -o remount,ro /run
                mount -t tmpfs -o size=64m,mode=1777 tmpfs /tmp
                mount -o remount,bind,ro /
                cd /
                exec setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --bounding-set=-all \\
                  --inh-caps=-all env -i PATH=/usr/bin:/bin "$@"
                """;
    }

    private static String user(Rendered rendered) {
        var context = rendered.pod().getSecurityContext();
        assertThat(context.getRunAsGroup()).isEqualTo(context.getRunAsUser());
        return context.getRunAsUser().toString();
    }

    private static List<String> environment(PodFiles files, String address) {
        String memory = Quantity.getAmountInBytes(
                        files.rendered().container().getResources().getLimits().get("memory"))
                .toPlainString();
        List<String> variables = new ArrayList<>();
        files.environment(address)
                .forEach((name, value) -> variables.add(
                        name + "=" + value + (name.equals("JAVA_TOOL_OPTIONS") ? " -XX:MaxRAM=" + memory : "")));
        return variables;
    }

    String address() {
        return space.address();
    }

    int port(String name) {
        return rendered.port(name);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** As the kubelet does it: it is started when the startup probe says so, and then ready and live. */
    PlayedPod awaitReady() {
        Probe startup = rendered.container().getStartupProbe();
        Duration most = Duration.ofSeconds((long) startup.getPeriodSeconds() * startup.getFailureThreshold());
        awaitProbe(startup, most);
        awaitProbe(rendered.container().getReadinessProbe(), most);
        awaitProbe(rendered.container().getLivenessProbe(), most);
        return this;
    }

    private void awaitProbe(Probe probe, Duration most) {
        try {
            Eventually.until(most, probe.getHttpGet().getPath() + " of " + address(), () -> {
                assertThat(process.isAlive()).as("the process lives").isTrue();
                return status(probe) == 200;
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + log(), e);
        }
    }

    private int status(Probe probe) {
        String port = probe.getHttpGet().getPort().getStrVal();
        URI uri = URI.create(
                "http://" + address() + ":" + port(port) + probe.getHttpGet().getPath());
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(probe.getTimeoutSeconds()))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            pause();
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }

    /** SIGTERM, and the exit status within the grace period. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
                .as(log())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
