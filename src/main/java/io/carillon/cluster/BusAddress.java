package io.carillon.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's cluster manager, put right about where the event bus listens when Hazelcast has a public address. Vert.x then
 * would bind the first interface of the machine, which is the loopback one, and would tell others the public address with
 * Hazelcast's port in it. Here it binds what Hazelcast binds and tells the host alone.
 */
final class BusAddress extends HazelcastClusterManager {

    private final NetworkConfig network;
    private final boolean anyInterface;
    private final Optional<SecureBus> secure;
    private @Nullable Vertx vertx;

    /** @param secure gives the event bus its certificates, before anybody knows where it is */
    BusAddress(Config config, Optional<SecureBus> secure) {
        super(config);
        this.secure = secure;
        this.network = config.getNetworkConfig();
        String any = config.getProperty("hazelcast.socket.bind.any");
        this.anyInterface = any == null || Boolean.parseBoolean(any);
    }

    @Override
    public void init(Vertx of) {
        vertx = of;
        super.init(of);
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> done) {
        Vertx of = vertx;
        if (secure.isEmpty() || of == null) {
            super.setNodeInfo(info, done);
            return;
        }
        secure.get().open(of).onSuccess(opened -> super.setNodeInfo(info, done)).onFailure(done::fail);
    }

    @Override
    public @Nullable String clusterHost() {
        String host = super.clusterHost();
        return host != null ? host : bound();
    }

    @Override
    public @Nullable String clusterPublicHost() {
        String host = super.clusterPublicHost();
        return host == null ? null : withoutPort(host);
    }

    private String bound() {
        var interfaces = network.getInterfaces();
        if (anyInterface || !interfaces.isEnabled()) {
            return "0.0.0.0";
        }
        return matching(interfaces.getInterfaces());
    }

    private static String matching(Collection<String> patterns) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .filter(address -> patterns.stream().anyMatch(pattern -> matches(pattern, address)))
                    .findFirst()
                    .orElse("0.0.0.0");
        } catch (SocketException e) {
            return "0.0.0.0";
        }
    }

    /** Hazelcast's patterns: a number, {@code *} or a range such as {@code 3-7} in each place. */
    static boolean matches(String pattern, String address) {
        String[] wanted = pattern.split("\\.", -1);
        String[] found = address.split("\\.", -1);
        if (wanted.length != 4 || found.length != 4) {
            return pattern.equals(address);
        }
        for (int i = 0; i < 4; i++) {
            if (!matchesPart(wanted[i], found[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesPart(String wanted, String found) {
        int dash = wanted.indexOf('-');
        if (dash > 0) {
            int value = Integer.parseInt(found);
            return Integer.parseInt(wanted.substring(0, dash)) <= value
                    && value <= Integer.parseInt(wanted.substring(dash + 1));
        }
        return wanted.equals("*") || wanted.equals(found);
    }

    /** {@code host:port} and {@code [v6]:port} lose their port; a bare address of version 6 stays. */
    static String withoutPort(String address) {
        return Pattern.matches("[^:]+:\\d+|\\[.*]:\\d+", address)
                ? address.substring(0, address.lastIndexOf(':'))
                : address;
    }
}
