package io.carillon.gateway;

import io.carillon.config.IpLiteral;
import io.carillon.config.Network;
import io.carillon.config.ProxyConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies in front, and what they say of clients. Each of them adds to the header from where a request came to it: so what
 * stands there is walked through from the right, and the first address that is none of theirs is the client's. What is to the
 * left of it anybody may have written, and it is not looked at.
 *
 * <p>Where the walk meets what is no address, or one that is hidden, nobody knows whether what is further to the left is
 * true: then the client's address is the one that the connection comes from, that of the last proxy. Any thread.
 */
public final class Proxies {

    private static final Logger LOG = LoggerFactory.getLogger(Proxies.class);

    private static final String FORWARDED = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";

    /** Whose connection is gone, or was none of IP. */
    static final SocketAddress NOWHERE = SocketAddress.inetSocketAddress(0, "0.0.0.0");

    private final List<Network> trusted;
    private final ProxyConfig.Header header;

    public Proxies(ProxyConfig config) {
        this.trusted = config.trusted();
        this.header = config.header();
    }

    /** Whether an address is one of theirs. */
    boolean isTrusted(@Nullable InetAddress address) {
        if (address != null) {
            for (Network network : trusted) {
                if (network.contains(address)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Who asks. */
    public Caller caller(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        SocketAddress real = connection.remoteAddress(true);
        SocketAddress peer = Objects.requireNonNullElse(connection.remoteAddress(), NOWHERE);
        boolean secure = ProxyHeader.isSecure(request).orElse(request.isSSL());
        Hop hop = trusted.isEmpty() || !isTrusted(ip(peer)) ? null : hop(request.headers());
        if (hop == null) {
            return new Caller(peer, !peer.equals(real), secure, null);
        }
        SocketAddress client = hop.from().map(SocketAddress::inetSocketAddress).orElse(peer);
        Boolean said = hop.isSecure();
        return new Caller(client, !client.equals(real), said == null ? secure : said, hop.host());
    }

    /** Without the zone that an address of a link has. */
    private static @Nullable InetAddress ip(SocketAddress address) {
        String text = address.hostAddress();
        int zone = text == null ? -1 : text.indexOf('%');
        return text == null
                ? null
                : IpLiteral.parse(zone < 0 ? text : text.substring(0, zone)).orElse(null);
    }

    /** What the nearest of them that can be believed says of the client; null where none says anything. */
    private @Nullable Hop hop(MultiMap headers) {
        try {
            return header == ProxyConfig.Header.FORWARDED ? forwarded(headers.getAll(FORWARDED)) : xForwarded(headers);
        } catch (IllegalArgumentException e) {
            LOG.debug("ignored what a trusted proxy says in {}: {}", header, e.getMessage());
            return null;
        }
    }

    private @Nullable Hop forwarded(List<String> lines) {
        Hop farthest = null;
        for (int i = lines.size() - 1; i >= 0; i--) {
            List<Hop> hops = ForwardedHeader.hops(lines.get(i));
            for (int j = hops.size() - 1; j >= 0; j--) {
                farthest = hops.get(j);
                if (!isProxy(farthest)) {
                    return farthest;
                }
            }
        }
        return farthest;
    }

    private @Nullable Hop xForwarded(MultiMap headers) {
        List<String> addresses = fromTheRight(headers, FOR);
        for (int i = 0; i < addresses.size(); i++) {
            Optional<InetSocketAddress> from = Hop.node(addresses.get(i));
            Hop hop = new Hop(from, at(i, fromTheRight(headers, PROTO)), at(i, fromTheRight(headers, HOST)));
            if (i == addresses.size() - 1 || !isProxy(hop)) {
                return hop;
            }
        }
        return new Hop(Optional.empty(), at(0, fromTheRight(headers, PROTO)), at(0, fromTheRight(headers, HOST)));
    }

    private boolean isProxy(Hop hop) {
        return hop.from().filter(from -> isTrusted(from.getAddress())).isPresent();
    }

    /** Not every proxy adds to the list; who does not has left there what the one before it has said, or put its own. */
    private static @Nullable String at(int position, List<String> list) {
        return list.isEmpty() ? null : list.get(Math.min(position, list.size() - 1));
    }

    /** The entries of all lines of a list, the last first. */
    private static List<String> fromTheRight(MultiMap headers, String name) {
        List<String> entries = new ArrayList<>();
        for (String line : headers.getAll(name)) {
            for (String entry : line.split(",")) {
                if (!entry.isBlank()) {
                    entries.add(entry.strip());
                }
            }
        }
        Collections.reverse(entries);
        return entries;
    }
}
