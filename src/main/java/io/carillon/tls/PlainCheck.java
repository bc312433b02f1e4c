package io.carillon.tls;

import io.carillon.config.HttpConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may have come as it has: tokens are not taken over a connection that others can read. Stateless; any
 * thread.
 */
public final class PlainCheck {

    /** What whoever runs the server has to do. */
    public static final String REASON =
            "a connection without TLS is taken at the loopback address alone; set http.tls, or"
                    + " http.plain: anywhere where something in front of the server speaks TLS";

    private final boolean anywhere;
    private final Predicate<HttpServerRequest> cameByTls;

    /** @param cameByTls whether nobody could read a request on its way, as far as those in front are believed */
    public PlainCheck(HttpConfig config, Predicate<HttpServerRequest> cameByTls) {
        this.anywhere = config.plain().anywhere();
        this.cameByTls = cameByTls;
    }

    /** Whether nobody could read it on its way, as far as those in front are believed. */
    public boolean cameByTls(HttpServerRequest request) {
        return cameByTls.test(request);
    }

    /** Looks at the address that was connected to: what is not this machine's own can be reached by others. */
    public boolean mayPass(HttpServerRequest request) {
        return anywhere
                || cameByTls.test(request)
                || isLoopback(request.connection().localAddress(true));
    }

    /** An address that is not known, since the connection has gone already, is not taken for this machine's. */
    static boolean isLoopback(@Nullable SocketAddress own) {
        String address = own == null ? null : own.hostAddress();
        try {
            return address != null && InetAddress.getByName(address).isLoopbackAddress(); // a number: nobody is asked
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
