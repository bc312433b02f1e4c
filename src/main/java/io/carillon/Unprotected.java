package io.carillon;

import io.carillon.config.BridgeConfig;
import io.carillon.config.Config;
import io.carillon.config.HttpConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log where tokens travel without TLS though nobody has asked for it, and where clients are refused for that. Stateless. */
final class Unprotected {

    private static final Logger LOG = LoggerFactory.getLogger(Carillon.class);

    private Unprotected() {}

    /** At the start. */
    static void tell(Config config) {
        tellOfHttp(config.http());
        config.bridge().ifPresent(Unprotected::tellOfBridge);
    }

    /** Whoever says where to listen may not have thought of it; and it helps nobody to listen for those who are refused. */
    private static void tellOfHttp(HttpConfig http) {
        if (http.tls().isPresent() || isLoopback(http.host())) {
            return;
        }
        if (http.plain().implied()) {
            LOG.warn(
                    "tokens travel unprotected from whoever connects: set http.tls.cert and http.tls.key, or, where something"
                            + " in front speaks TLS, http.plain: anywhere host={}",
                    http.host());
        } else if (!http.plain().anywhere()) {
            LOG.warn(
                    "clients of other machines are refused (403), since nothing says that they may come without TLS: set"
                            + " http.tls.cert and http.tls.key, or, where something in front speaks TLS, http.plain: anywhere"
                            + " host={}",
                    http.host());
        }
    }

    private static void tellOfBridge(BridgeConfig bridge) {
        if (!isLoopback(bridge.host())) {
            LOG.warn(
                    "tokens travel unprotected from whoever connects to the bridge, which has no TLS: listen on the loopback"
                            + " interface (bridge.tcp.host), or on a network that is trusted host={}",
                    bridge.host());
        }
    }

    /** Whether nobody but this machine can reach an address or name that is listened on. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
