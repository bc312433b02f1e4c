package io.carillon.gateway;

import io.carillon.auth.Grant;
import io.carillon.auth.TokenException;
import io.carillon.count.Handshake;
import io.carillon.hub.Sessions;
import io.carillon.message.ErrorCode;
import io.carillon.message.TraceParent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last station of a handshake: agrees on a subprotocol, answers with 101 and opens the connection. */
final class Upgrade implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    /** RFC 6455, section 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final Refusal TOO_MANY = Refusal.of(
                    ErrorCode.LIMIT_EXCEEDED, "the user has as many sessions as it may")
            .header("Retry-After", "5");
    private static final Refusal UNKNOWN = Refusal.of(
                    ErrorCode.UNAVAILABLE, "the user's sessions cannot be counted now")
            .header("Retry-After", "2");

    private static final int ID_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Hub hub;
    private final Terms terms;
    private final Negotiator negotiator;
    private final Function<RoutingContext, @Nullable String> who;

    /** @param who says who somebody is that has no token, if anybody knows */
    Upgrade(Hub hub, Terms terms, Negotiator negotiator, Function<RoutingContext, @Nullable String> who) {
        this.hub = hub;
        this.terms = terms;
        this.negotiator = negotiator;
        this.who = who;
    }

    @Override
    public void handle(RoutingContext routing) {
        ContextInternal context = ((HttpServerRequestInternal) routing.request()).context();
        if (context.inThread()) {
            agree(routing);
            return;
        }
        routing.request()
                .pause(); // a handler before this one has gone on somewhere else: nothing of it may be read there
        context.runOnContext(nothing -> {
            routing.request().resume();
            agree(routing);
        });
    }

    private void agree(RoutingContext routing) {
        try {
            checkNotRevoked(routing); // from here on nothing comes between
            enter(routing, negotiator.agree(HandshakeCheck.offer(routing), routing));
        } catch (TokenException e) {
            JwtHandler.refuse(routing, e);
        } catch (DisagreementException e) {
            Verdict.refuse(
                    routing,
                    Handshake.NO_SUBPROTOCOL,
                    Refusal.of(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()))
                            .supported(e.supported()));
        } catch (RuntimeException e) { // of whoever is to say who it is, or what is spoken
            failed(routing, e);
        }
    }

    private static void failed(RoutingContext routing, RuntimeException cause) {
        Verdict.is(routing, Handshake.FAILED);
        routing.fail(cause);
    }

    private void checkNotRevoked(RoutingContext routing) {
        Grant grant = JwtHandler.grant(routing);
        if (grant != null) {
            hub.tokens().revocations().check(grant);
        }
    }

    private void enter(RoutingContext routing, Agreement agreement) {
        Lane lane = hub.lanes().here();
        Guest guest = guest(routing);
        if (terms.admission().isDraining()) {
            Verdict.refuse(routing, Handshake.DRAINING, AdmissionCheck.DRAINING); // while the token was checked
        } else if (!terms.admission().enter()) {
            Verdict.refuse(routing, Handshake.FULL, AdmissionCheck.FULL);
        } else if (hub.sessions().areLimited()) {
            count(routing, agreement, guest, lane);
        } else {
            upgrade(routing, agreement, guest, lane);
        }
    }

    private Guest guest(RoutingContext routing) {
        String id = id();
        noteTrace(routing);
        Grant grant = JwtHandler.grant(routing);
        String known = grant == null ? who.apply(routing) : grant.user();
        return new Guest(id, known == null ? id : known, grant, terms, Visit.of(routing), Caller.of(routing));
    }

    /** Kept with the connection, as whatever handlers of the route have put. */
    private void noteTrace(RoutingContext routing) {
        if (hub.core().cluster().tracing().isOn()) {
            MultiMap headers = routing.request().headers();
            TraceParent known = TraceParent.of(headers.get(TraceParent.HEADER), headers.get(TraceParent.STATE_HEADER));
            if (known != null) {
                routing.put(TraceParent.KEPT, known.asLink());
            }
        }
    }

    /** Waits until the cluster has counted this session. From here on the connection has a place, which it gives back. */
    private void count(RoutingContext routing, Agreement agreement, Guest guest, Lane lane) {
        Context context = routing.vertx().getOrCreateContext();
        routing.request().pause(); // nothing may be read before it is decided who reads it
        hub.sessions()
                .enter(guest.user(), guest.id())
                .onSuccess(verdict -> context.runOnContext(nothing -> {
                    boolean may = false;
                    try {
                        routing.request().resume();
                        may = mayEnter(routing, verdict);
                    } finally { // whatever has become of the request meanwhile
                        if (!may) {
                            leave(guest);
                        }
                    }
                    if (may) {
                        upgrade(routing, agreement, guest, lane);
                    }
                }));
    }

    /** Much may have happened meanwhile; answers the request where it may not. */
    private boolean mayEnter(RoutingContext routing, Sessions.Verdict verdict) {
        if (verdict != Sessions.Verdict.ADMITTED) {
            boolean full = verdict == Sessions.Verdict.FULL;
            Verdict.refuse(
                    routing, full ? Handshake.TOO_MANY_SESSIONS : Handshake.UNAVAILABLE, full ? TOO_MANY : UNKNOWN);
            return false;
        }
        if (terms.admission().isDraining()) {
            Verdict.refuse(routing, Handshake.DRAINING, AdmissionCheck.DRAINING);
            return false;
        }
        try {
            checkNotRevoked(routing);
            return true;
        } catch (TokenException e) {
            JwtHandler.refuse(routing, e);
            return false;
        }
    }

    private void leave(Guest guest) {
        terms.admission().leave();
        hub.sessions().leave(guest.user(), guest.id());
    }

    /** The place is given back unless the socket has taken it over, which it has with the first byte of the answer. */
    private void upgrade(RoutingContext routing, Agreement agreement, Guest guest, Lane lane) {
        boolean taken = false;
        try {
            taken = isTaken(routing, agreement, guest, lane);
        } catch (
                RuntimeException e) { // of whoever was to make a handler for it, or since somebody has answered already
            failed(routing, e);
        } finally {
            if (!taken) {
                leave(guest);
            }
        }
    }

    private boolean isTaken(RoutingContext routing, Agreement agreement, Guest guest, Lane lane) {
        HttpServerResponse response = routing.response();
        Optional<Deflate> deflate = deflate(routing);
        Socket socket = socket(lane, agreement.encoder(), deflate);
        Connection connection = new Connection(hub, lane, guest, socket, agreement);
        response.putHeader("Upgrade", "websocket")
                .putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Accept", accept(HandshakeCheck.key(routing)));
        agreement.subprotocol().ifPresent(name -> response.putHeader(Offer.HEADER, name));
        deflate.ifPresent(agreed -> response.putHeader(Extension.HEADER, agreed.answer()));
        HandshakeTimer.upgraded(routing);
        if (Takeover.of(routing.request(), socket, connection.lifetime::open)) {
            AccessLog.opened(connection, routing);
            Verdict.is(routing, Handshake.ACCEPTED);
            return true;
        }
        Verdict.is(routing, Handshake.GONE);
        LOG.debug("a client was gone before its upgrade");
        routing.request().connection().close();
        return false;
    }

    private Optional<Deflate> deflate(RoutingContext routing) {
        return terms.compression()
                ? Deflate.accept(routing.request().headers().getAll(Extension.HEADER))
                : Optional.empty();
    }

    private Socket socket(Lane lane, Encoder encoder, Optional<Deflate> deflate) {
        return new Socket(
                lane,
                terms,
                deflate.map(agreed -> FrameEncoding.of(encoder, agreed)).orElseGet(() -> FrameEncoding.of(encoder)),
                new FrameReader(terms.limits().message(), deflate.orElse(null)),
                new KeepAlive(terms.keepAlive(), ThreadLocalRandom.current()));
    }

    /** Unique without asking anybody, and not to be guessed. */
    private static String id() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The answer to the client's key (section 4.2.2). */
    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
