package io.carillon.gateway;

import io.carillon.config.AdmissionLimits;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.count.EndpointCounters;
import io.carillon.message.CloseCode;
import io.carillon.message.Format;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where clients connect, and what is done with them: first it is said what is special about it, then it is mounted on a router,
 * or on one of each event loop. From then on nothing about it can be changed. Any thread.
 *
 * <p>A request is refused before anything is opened, in this order: no handshake (400, 426), too many (429, 503), the origin
 * (403), the token (401, 403), the subprotocol (400), too many sessions of the user (429).
 */
public final class Endpoint {

    /** Hears of the end of a connection; see {@link ConnectionHandler#onClose}. */
    @FunctionalInterface
    public interface CloseHandler {
        void closed(Connection connection, int code, String reason);
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final Hub hub;
    private final String name;
    private final Callbacks callbacks = new Callbacks();
    private @Nullable Function<Connection, ConnectionHandler> handlers;
    private @Nullable Negotiator negotiator;
    private @Nullable Function<RoutingContext, @Nullable String> user;
    private List<String> subprotocols = List.of();
    private List<String> origins = List.of();
    private boolean token;
    private boolean tokenInQuery;
    private boolean compression;
    private KeepAliveConfig keepAlive;
    private ConnectionLimits limits;
    private AdmissionLimits admission;
    private Map<Integer, Integer> closeCodes = Map.of();
    private @Nullable Admission inherited;
    private @Nullable Terms terms;

    Endpoint(Hub hub, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an endpoint's name is letters, digits, - and _ (64 at most), not " + name);
        }
        this.hub = hub;
        this.name = name;
        this.keepAlive = hub.config().keepAlive();
        this.limits = hub.config().limits().connection();
        this.admission = new AdmissionLimits(hub.config().limits().admission().connections(), 0, 0);
    }

    // ---- what is done with connections

    public Endpoint onOpen(Consumer<Connection> handler) {
        return set(() -> callbacks.open = handler);
    }

    public Endpoint onMessage(BiConsumer<Connection, Message> handler) {
        return set(() -> callbacks.message = handler);
    }

    public Endpoint onClose(CloseHandler handler) {
        return set(() -> callbacks.close = handler);
    }

    public Endpoint onError(BiConsumer<Connection, Throwable> handler) {
        return set(() -> callbacks.error = handler);
    }

    public Endpoint onPing(BiConsumer<Connection, Buffer> handler) {
        return set(() -> callbacks.ping = handler);
    }

    public Endpoint onPong(BiConsumer<Connection, Buffer> handler) {
        return set(() -> callbacks.pong = handler);
    }

    /** Has an object handle all connections, in place of single functions. */
    public Endpoint handler(ConnectionHandler handler) {
        return handlers(connection -> handler);
    }

    /** Has an object made for each connection, which handles it, in place of single functions. */
    public Endpoint handlers(Function<Connection, ConnectionHandler> each) {
        return set(() -> handlers = each);
    }

    /** Agrees with clients on what is spoken, and so on who handles them, in place of all of the above. */
    public Endpoint negotiator(Negotiator agrees) {
        return set(() -> negotiator = agrees);
    }

    /**
     * The subprotocols of which clients get the first on their own list; one that lists others only is refused, one that lists
     * none gets none. Where nothing is set here, no subprotocol is ever agreed on.
     */
    public Endpoint subprotocols(String... names) {
        List<String> copy = List.of(names);
        for (String each : copy) {
            if (each.isEmpty() || !each.chars().allMatch(Offer::isTokenCharacter)) {
                throw new IllegalArgumentException("a subprotocol is a token (RFC 6455, section 4.1), not " + each);
            }
        }
        return set(() -> subprotocols = copy);
    }

    // ---- who may come in

    /**
     * Lets in only who has a token that the hub's configuration accepts, and that allows this endpoint; it is taken from
     * {@code Authorization: Bearer}, or from an entry {@code bearer.TOKEN} of the subprotocols. The connection's user is the
     * token's subject, and it ends with the token.
     *
     * @param inQuery whether the query parameter {@code access_token} is taken, too; it ends up in logs of proxies
     */
    public Endpoint requireToken(boolean inQuery) {
        return set(() -> {
            token = true;
            tokenInQuery = inQuery;
        });
    }

    public Endpoint requireToken() {
        return requireToken(false);
    }

    /**
     * Says who somebody is, from what earlier handlers of the route have found out; null where they do not know. Where
     * nothing is set here it is the subject of {@link RoutingContext#user}.
     */
    public Endpoint user(Function<RoutingContext, @Nullable String> who) {
        return set(() -> user = who);
    }

    /** The {@code Origin}s of browsers that may connect besides the server's own, as {@code https://app.example}; or *. */
    public Endpoint origins(String... allowed) {
        List<String> copy = List.of(allowed);
        return set(() -> origins = copy);
    }

    // ---- what differs from the hub's configuration

    /** Whether permessage-deflate (RFC 7692) is agreed on where the client offers it; it is not unless this says so. */
    public Endpoint compression(boolean on) {
        return set(() -> compression = on);
    }

    public Endpoint keepAlive(KeepAliveConfig config) {
        return set(() -> keepAlive = config);
    }

    /** What a connection may cost; {@code errorsPerSecond} is for protocols. Above its messages a second it is closed: 1008. */
    public Endpoint limits(ConnectionLimits each) {
        return set(() -> limits = each);
    }

    /** How many may come in, and how fast, besides what holds for the node. */
    public Endpoint admission(AdmissionLimits all) {
        return set(() -> admission = all);
    }

    /** What is sent instead of a close code, by that. */
    public Endpoint closeCodes(Map<Integer, Integer> instead) {
        instead.values().forEach(CloseCode::sendable);
        Map<Integer, Integer> copy = new TreeMap<>(instead);
        return set(() -> closeCodes = copy);
    }

    /** Takes the place of another one of the same name: who came in there counts here. It holds when its hub says so. */
    public Endpoint insteadOf(Endpoint other) {
        return set(() -> inherited = other.terms().admission());
    }

    private synchronized Endpoint set(Runnable change) {
        if (terms != null) {
            throw new IllegalStateException("the endpoint " + name + " has been mounted");
        }
        change.run();
        return this;
    }

    // ---- at work

    /**
     * Serves a path.
     *
     * @param path as vertx-web has it, {@code :name} standing for a segment
     */
    public Endpoint mount(Router router, String path) {
        return mount(router.route(path));
    }

    /** Serves a route, behind the handlers that it has: these may refuse, and put values for {@link Connection#get}. */
    public Endpoint mount(Route route) {
        Terms mounted = terms();
        route.handler(new Verdict(mounted.counters()))
                .handler(new HandshakeCheck())
                .handler(new AdmissionCheck(
                        mounted.admission(), new Proxies(hub.config().http().proxies())))
                .handler(new OriginCheck(mounted.origins()));
        if (token) {
            route.handler(new JwtHandler(hub.tokens(), name, tokenInQuery));
        }
        route.handler(new Upgrade(hub, mounted, agreeing(), this::who));
        return this;
    }

    /** Begins to hold. */
    Terms begin() {
        Terms mine = terms();
        mine.admission().change(admission);
        return mine;
    }

    private synchronized Terms terms() {
        Terms known = terms;
        if (known == null) {
            if (token && user != null) {
                throw new IllegalStateException("the user of the endpoint " + name + " is the token's subject");
            }
            if (token && !hub.takesTokens()) {
                throw new IllegalStateException("nobody can have a token for the endpoint " + name
                        + ": the hub's configuration has neither auth.jwt.keys nor auth.jwt.jwks");
            }
            known = new Terms(
                    name,
                    origins,
                    compression,
                    keepAlive,
                    limits,
                    closeCodes,
                    negotiator == null,
                    inherited == null ? hub.admission().ofEndpoint(admission) : inherited,
                    counters());
            terms = known;
        }
        return known;
    }

    /** All that can be counted is there from the beginning: a protocol may speak all formats. */
    private EndpointCounters counters() {
        EndpointCounters counters = hub.counters().endpoint(name);
        if (negotiator == null) {
            counters.expect(Encoder.RAW);
        } else {
            Stream.of(Format.values()).map(Format::toString).forEach(counters::expect);
        }
        return counters;
    }

    private Negotiator agreeing() {
        Negotiator own = negotiator;
        Function<Connection, ConnectionHandler> each = handlers;
        return own != null ? own : new Subprotocols(subprotocols, each == null ? connection -> callbacks : each);
    }

    private @Nullable String who(RoutingContext routing) {
        if (user != null) {
            return user.apply(routing);
        }
        return routing.user() == null ? null : routing.user().subject();
    }
}
