package io.carillon.gateway;

import io.carillon.auth.TokenException;
import io.carillon.hub.Sessions;
import io.carillon.message.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.ProtocolUpgradeHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last station of a handshake: agrees on a subprotocol, answers with 101 and opens the session. */
final class Upgrade implements ProtocolUpgradeHandler {

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

    private final GatewayContext gateway;
    private final Endpoint endpoint;
    private final Lane lane;
    private final HandshakeTimer timer;

    Upgrade(GatewayContext gateway, Endpoint endpoint, Lane lane, HandshakeTimer timer) {
        this.gateway = gateway;
        this.endpoint = endpoint;
        this.lane = lane;
        this.timer = timer;
    }

    @Override
    public void handle(RoutingContext routing) {
        try {
            gateway.tokens().revocations().check(JwtHandler.grant(routing)); // from here on nothing comes between
            List<String> query = endpoint.protocol()
                    .versionParameter()
                    .map(routing::queryParam)
                    .orElse(List.of());
            enter(routing, endpoint.protocol().agree(HandshakeCheck.offer(routing), query));
        } catch (TokenException e) {
            JwtHandler.refuse(routing, e);
        } catch (DisagreementException e) {
            Refusal.of(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()))
                    .supported(e.supported())
                    .send(routing.response());
        }
    }

    private void enter(RoutingContext routing, Negotiation.Agreement agreement) {
        if (endpoint.admission().isDraining()) {
            AdmissionCheck.DRAINING.send(routing.response()); // while the token was checked
        } else if (!endpoint.admission().enter()) {
            AdmissionCheck.FULL.send(routing.response());
        } else if (gateway.sessions().areLimited()) {
            count(routing, agreement, id());
        } else {
            upgrade(routing, agreement, id());
        }
    }

    /** Waits until the cluster has counted this session. From here on the connection has a place, which it gives back. */
    private void count(RoutingContext routing, Negotiation.Agreement agreement, String id) {
        Context context = routing.vertx().getOrCreateContext();
        routing.request().pause(); // nothing may be read before it is decided who reads it
        gateway.sessions()
                .enter(JwtHandler.grant(routing).user(), id)
                .onSuccess(verdict -> context.runOnContext(nothing -> {
                    routing.request().resume();
                    if (mayEnter(routing, verdict)) {
                        upgrade(routing, agreement, id);
                    } else {
                        leave(routing, id);
                    }
                }));
    }

    /** Much may have happened meanwhile; answers the request where it may not. */
    private boolean mayEnter(RoutingContext routing, Sessions.Verdict verdict) {
        if (verdict != Sessions.Verdict.ADMITTED) {
            (verdict == Sessions.Verdict.FULL ? TOO_MANY : UNKNOWN).send(routing.response());
            return false;
        }
        if (endpoint.admission().isDraining()) {
            AdmissionCheck.DRAINING.send(routing.response());
            return false;
        }
        try {
            gateway.tokens().revocations().check(JwtHandler.grant(routing));
            return true;
        } catch (TokenException e) {
            JwtHandler.refuse(routing, e);
            return false;
        }
    }

    private void leave(RoutingContext routing, String id) {
        endpoint.admission().leave();
        gateway.sessions().leave(JwtHandler.grant(routing).user(), id);
    }

    private void upgrade(RoutingContext routing, Negotiation.Agreement agreement, String id) {
        HttpServerResponse response = routing.response();
        response.putHeader("Upgrade", "websocket")
                .putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Accept", accept(HandshakeCheck.key(routing)));
        agreement.name().ifPresent(name -> response.putHeader(Offer.HEADER, name));
        Optional<Deflate> deflate = deflate(routing);
        deflate.ifPresent(agreed -> response.putHeader(Extension.HEADER, agreed.answer()));
        Socket socket = socket(agreement.dialect(), deflate);
        Peer peer = new Peer(id, JwtHandler.grant(routing), endpoint, agreement.dialect());
        Session session = new Session(gateway, lane, peer, socket);
        timer.forget(routing.request().connection());
        if (!Takeover.of(routing.request(), socket, session::open)) {
            LOG.debug("a client was gone before its upgrade");
            leave(routing, id);
            routing.request().connection().close();
        }
    }

    private Optional<Deflate> deflate(RoutingContext routing) {
        return endpoint.config().compression()
                ? Deflate.accept(routing.request().headers().getAll(Extension.HEADER))
                : Optional.empty();
    }

    private Socket socket(Dialect dialect, Optional<Deflate> deflate) {
        return new Socket(
                lane,
                endpoint,
                deflate.map(agreed -> FrameEncoding.of(dialect, agreed)).orElseGet(() -> FrameEncoding.of(dialect)),
                new FrameReader(endpoint.config().limits().connection().message(), deflate.orElse(null)),
                new KeepAlive(endpoint.config().keepAlive(), ThreadLocalRandom.current()));
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
