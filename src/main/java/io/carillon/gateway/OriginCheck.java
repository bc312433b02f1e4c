package io.carillon.gateway;

import io.carillon.count.Handshake;
import io.carillon.message.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets only pages of the server's own origin, or of one on the list, pass (RFC 6455, section 10.2). A request without an
 * {@code Origin} does not come from a browser. The own origin is that of the host that a trusted proxy was asked for, or else
 * of the {@code Host} header: a page can set neither. Its scheme is not compared, since a proxy in front may have ended TLS, and
 * what several of them say of it one after the other is not always the client's.
 */
final class OriginCheck implements Handler<RoutingContext> {

    private static final Refusal REFUSAL = Refusal.of(ErrorCode.FORBIDDEN, "the origin is not allowed");

    /** RFC 6454, section 6.2; {@link java.net.URI} knows no host with an underscore, as container networks have them. */
    private static final Pattern ORIGIN = Pattern.compile(
            "(?<scheme>[a-z][a-z0-9+.-]*)://(?<host>\\[[0-9a-f:.]+]|[^\\s/?#:@\\[\\]]+)(?::(?<port>\\d{1,5}))?");

    private final boolean all;
    private final Set<String> allowed;

    /**
     * @param origins as {@code https://app.example}, or {@code *} for all
     */
    OriginCheck(List<String> origins) {
        this.all = origins.contains("*");
        this.allowed = origins.stream()
                .map(OriginCheck::parse)
                .flatMap(Optional::stream)
                .map(Origin::toString)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void handle(RoutingContext routing) {
        List<String> origins = routing.request().headers().getAll("Origin");
        String asked = Caller.of(routing).host();
        String host = asked == null ? routing.request().getHeader("Host") : asked;
        if (all || origins.isEmpty() || (host != null && isAllowed(origins, host))) {
            routing.next();
        } else {
            Verdict.refuse(routing, Handshake.ORIGIN, REFUSAL);
        }
    }

    private boolean isAllowed(List<String> origins, String host) {
        Optional<Origin> origin = origins.size() == 1 ? parse(origins.get(0)) : Optional.empty();
        return origin.isPresent()
                && (allowed.contains(origin.get().toString()) || origin.get().isAt(host));
    }

    /** Scheme, host and port, the port always there: two spellings of one origin are equal. */
    private record Origin(String scheme, String host, int port) {

        boolean isAt(String authority) {
            return parse(scheme + "://" + authority).filter(this::equals).isPresent();
        }

        @Override
        public String toString() {
            return scheme + "://" + host + ":" + port;
        }
    }

    private static Optional<Origin> parse(String text) {
        Matcher matcher = ORIGIN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group("scheme");
        String port = matcher.group("port");
        int standard = scheme.equals("https") ? 443 : 80;
        return Optional.of(new Origin(scheme, matcher.group("host"), port == null ? standard : Integer.parseInt(port)));
    }
}
