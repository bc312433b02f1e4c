package io.carillon.gateway;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as those are believed who say it ({@code http.proxies}). Found out once for each request.
 *
 * @param address where the client is; its port is 0 where nobody said it. The one from which the connection comes, unless a
 *     trusted proxy is there and names another
 * @param isTold whether it is another one than that of the TCP connection
 * @param isSecure whether the client's own connection is TLS: the one that arrives here, unless a trusted proxy in between says
 *     how the client came to it
 * @param host the host, and perhaps port, that the client asked for, as a trusted proxy says; null where none does
 */
public record Caller(
        SocketAddress address,
        boolean isTold,
        boolean isSecure,
        @Nullable String host) {

    private static final String KEY = Visit.OWN + "caller";

    /** The client of a request that has come to an {@link Endpoint}. */
    public static Caller of(RoutingContext routing) {
        return Objects.requireNonNull(routing.get(KEY), "the request has not come to an endpoint");
    }

    static Caller of(RoutingContext routing, Proxies proxies) {
        Caller caller = proxies.caller(routing.request());
        routing.put(KEY, caller);
        return caller;
    }

    /** The address of whoever asked, without its port; that of the TCP connection where nobody has looked further yet. */
    static String ipOf(RoutingContext routing) {
        Caller caller = routing.get(KEY);
        return caller == null ? ip(routing.request().remoteAddress()) : caller.ip();
    }

    /** The address without its port. */
    public String ip() {
        return ip(address);
    }

    static String ip(@Nullable SocketAddress address) {
        String ip = address == null ? "" : address.hostAddress();
        return ip == null ? String.valueOf(address) : ip;
    }
}
