package io.carillon.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.TrustOptions;
import java.net.ConnectException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes connections to one server, one after the other. On its owner's event loop. */
public final class Dialer {

    /** How long a connection and its handshake may take, in ms. */
    static final long CONNECT_MILLIS = 10_000;

    private static final int LONGEST_BODY = 200;

    /**
     * Where to.
     *
     * @param url with {@code ws} or {@code wss}
     * @param subprotocol the one that is offered; null for none
     * @param headers more headers of the handshake
     * @param trust whom to trust with {@code wss}; null for the JDK's authorities
     * @param largest what the server may send as one message, in bytes
     */
    public record Target(
            URI url,
            @Nullable String subprotocol,
            Map<String, String> headers,
            @Nullable TrustOptions trust,
            int largest) {}

    private final Target target;
    private final WebSocketClient client;

    /** For connections to this server. */
    public Dialer(Vertx vertx, Target target) {
        this.target = target;
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setConnectTimeout((int) CONNECT_MILLIS)
                .setMaxFrameSize(target.largest)
                .setMaxMessageSize(target.largest);
        if (target.trust != null) {
            options.setTrustOptions(target.trust);
        }
        this.client = vertx.createWebSocketClient(options);
    }

    /**
     * One attempt; completes in the turn in which the connection is open, before anything comes in. Fails with a {@link
     * HandshakeException} where the server has refused.
     *
     * @param token goes into the header {@code Authorization}; null for none
     */
    public Future<WebSocket> dial(@Nullable String token) {
        return Future.succeededFuture() // in a chain, since what cannot be sent throws
                .compose(nothing -> client.connect(options(token)))
                .recover(cause -> Future.failedFuture(
                        cause instanceof UpgradeRejectedException refused ? exception(refused) : cause));
    }

    private WebSocketConnectOptions options(@Nullable String token) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setAbsoluteURI(target.url.toString());
        options.setTimeout(CONNECT_MILLIS);
        options.setAllowOriginHeader(false); // this is no browser
        if (token != null) {
            options.putHeader("Authorization", "Bearer " + token);
        }
        target.headers.forEach(options::putHeader);
        if (target.subprotocol != null) {
            options.addSubProtocol(target.subprotocol);
        }
        return options;
    }

    private static HandshakeException exception(UpgradeRejectedException refused) {
        String seconds = refused.getHeaders().get("Retry-After");
        boolean isNumber = seconds != null && seconds.matches("\\d{1,4}");
        Buffer body = refused.getBody();
        String said = body == null ? "" : body.toString();
        return new HandshakeException(
                refused.getStatus(),
                isNumber ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)) : 0,
                said.length() > LONGEST_BODY ? said.substring(0, LONGEST_BODY) : said);
    }

    /** Why an attempt has failed, for people: of TLS the message alone says nothing. */
    public static String reason(Throwable cause) {
        Throwable why = cause.getCause();
        return why == null || cause instanceof ConnectException
                ? String.valueOf(cause.getMessage())
                : cause.getMessage() + ": " + why.getMessage();
    }

    /** Ends all connections. */
    public void close() {
        client.close();
    }
}
