package io.carillon.verify;

import io.carillon.auth.TokenSigner;
import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a cluster of our own is set. */
public final class LabSettings {

    private static final int KEY_BYTES = 32;
    private static final int MOST_NODES = 9;
    private static final Duration SLACK = Duration.ofHours(2);

    private final Size size;
    private final Program program;
    private final Optional<Duration> detection;
    private final byte[] secret = new byte[KEY_BYTES];

    /**
     * @param nodes how many
     * @param isDivisible whether nodes can be cut off from each other
     * @param stream how many messages each stream keeps
     */
    public record Size(int nodes, boolean isDivisible, int stream) {
        public Size {
            Plan.check(nodes >= 1 && nodes <= MOST_NODES, "--nodes", nodes, "1 to " + MOST_NODES);
            Plan.check(
                    !isDivisible || nodes >= 3,
                    "--partition",
                    nodes + " nodes",
                    "3 or more: of two none is the larger side");
        }
    }

    /**
     * @param java the virtual machine and the program, up to where its arguments begin
     * @param more further arguments of {@code serve}
     */
    public record Program(List<String> java, List<String> more) {
        public Program {
            java = List.copyOf(java);
            more = List.copyOf(more);
        }
    }

    /**
     * @param detection after how much silence a node counts as gone, and how long a side waits before it looks for the
     *     other one; the server's own where it is empty
     */
    public LabSettings(Size size, Program program, Optional<Duration> detection) {
        this.size = size;
        this.program = program;
        this.detection = detection;
        new SecureRandom().nextBytes(secret);
    }

    int nodes() {
        return size.nodes;
    }

    boolean isDivisible() {
        return size.isDivisible;
    }

    /** A Hazelcast configuration; what it does not say is the server's. */
    String cluster(List<Host> hosts) {
        String members = hosts.stream()
                .map(host ->
                        "<member>" + host.peerAddress() + ':' + host.ports().cluster() + "</member>")
                .collect(Collectors.joining());
        String first = hosts.get(0).peerAddress();
        String ports = hosts.stream()
                .map(host -> String.valueOf(host.ports().cluster()))
                .distinct()
                .collect(Collectors.joining(","));
        int reach = hosts.get(hosts.size() - 1).ports().cluster()
                - hosts.get(0).ports().cluster()
                + 1;
        return """
                <hazelcast xmlns="http://www.hazelcast.com/schema/config">
                  <!-- ports %s -->
                  <cluster-name>verify-%s</cluster-name>
                  <properties>
                    <property name="hazelcast.socket.bind.any">false</property>
                %s  </properties>
                  <network>
                    <port auto-increment="true" port-count="%d">%d</port>
                    <join>
                      <auto-detection enabled="false"/>
                      <multicast enabled="false"/>
                      <tcp-ip enabled="true" connection-timeout-seconds="2"><member-list>%s</member-list></tcp-ip>
                    </join>
                    <interfaces enabled="true"><interface>%s.*</interface></interfaces>
                  </network>
                </hazelcast>
                """.formatted(
                        ports,
                        Integer.toHexString(secret[0]),
                        detection.map(LabSettings::properties).orElse(""),
                        reach,
                        hosts.get(0).ports().cluster(),
                        members,
                        first.substring(0, first.lastIndexOf('.')));
    }

    private static String properties(Duration detection) {
        long seconds = Math.max(1, detection.toSeconds());
        return property("hazelcast.heartbeat.interval.seconds", 1)
                + property("hazelcast.max.no.heartbeat.seconds", seconds)
                + property("hazelcast.merge.first.run.delay.seconds", seconds)
                + property("hazelcast.merge.next.run.delay.seconds", seconds);
    }

    private static String property(String name, long value) {
        return "    <property name=\"" + name + "\">" + value + "</property>\n";
    }

    /** What all nodes have in common. */
    String configuration(Path cluster) {
        int quorum = size.nodes > 2 ? size.nodes / 2 + 1 : 0;
        return """
                cluster: { config: "%s", quorum: %d, copies: 1 }
                auth: { jwt: { keys: [{ alg: HS256, secret-base64: "%s" }] } }
                rooms:
                  "verify:*": { stream: { size: %d, ttl: 24h } }
                """.formatted(cluster, quorum, Base64.getEncoder().encodeToString(secret), size.stream);
    }

    List<String> command(Host host, Path common) {
        List<String> command = new ArrayList<>(program.java);
        command.addAll(List.of("serve", "--config", common.toString(), "--host", host.address(), "--port"));
        command.add(String.valueOf(host.ports().http()));
        command.addAll(List.of("--set", "management.host=" + host.address()));
        command.addAll(List.of("--set", "management.port=" + host.ports().management()));
        command.addAll(program.more);
        return command;
    }

    String token(Duration valid) {
        KeyConfig key = new KeyConfig(
                "verify",
                "verify",
                "HS256",
                Optional.empty(),
                Optional.of(new KeyConfig.Secret(secret)),
                Optional.empty());
        JwtConfig jwt = new JwtConfig(List.of(key), JwksConfig.NONE, Optional.empty(), List.of(), Duration.ZERO, true);
        JsonArray all = JsonArray.of("join", "publish", "history");
        return TokenSigner.of(jwt)
                .sign(new JsonObject()
                        .put("sub", "verify")
                        .put(
                                "exp",
                                Clock.systemUTC()
                                        .instant()
                                        .plus(valid)
                                        .plus(SLACK)
                                        .getEpochSecond())
                        .put("allow", new JsonObject().put("verify:*", all)));
    }
}
