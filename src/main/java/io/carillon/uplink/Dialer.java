package io.carillon.uplink;

import io.carillon.config.KeyConfig;
import io.carillon.config.UplinkConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes connections to the server there, with what it wants to see. On the uplink's event loop. */
final class Dialer {

    private static final long CONNECT_MILLIS = 10_000;

    /**
     * What may come as one message, by the limit of a message's data: what is larger ends the connection, what is in
     * between is only dropped. Data may be longer there than here, as in base64, and has an envelope.
     */
    private static final int FACTOR = 4;

    private static final int ENVELOPE = 64 * 1024;

    private final Site site;
    private final UplinkConfig.Target target;
    private final WebSocketClient client;

    Dialer(Site site, UplinkConfig.Target target) {
        this.site = site;
        this.target = target;
        int longest = (int) Math.min(Integer.MAX_VALUE / 2, (long) site.messageLimit() * FACTOR + ENVELOPE);
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setConnectTimeout((int) CONNECT_MILLIS)
                .setMaxFrameSize(longest)
                .setMaxMessageSize(longest);
        target.trust().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.client = site.vertx().createWebSocketClient(options);
    }

    /** One attempt; completes in the turn in which the connection is open, before anything comes in. */
    Future<WebSocket> dial() {
        return token().compose(token -> client.connect(options(token)));
    }

    /** As it is now; of a file, what it has in it now. Empty where there is none. */
    Future<Optional<String>> token() {
        return target.tokenFile()
                .map(file -> site.vertx()
                        .fileSystem()
                        .readFile(file.toString())
                        .map(Dialer::token)
                        .map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(target.token().map(Dialer::text)));
    }

    private static String token(Buffer file) {
        String token = file.toString(StandardCharsets.UTF_8).strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalStateException("the token-file does not have a token in it");
        }
        return token;
    }

    private static String text(KeyConfig.Secret secret) {
        return new String(secret.bytes(), StandardCharsets.US_ASCII);
    }

    private WebSocketConnectOptions options(Optional<String> token) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setAbsoluteURI(target.url().toString());
        options.setTimeout(CONNECT_MILLIS);
        options.setAllowOriginHeader(false); // this is no browser
        token.ifPresent(text -> options.putHeader("Authorization", "Bearer " + text));
        target.headers().forEach((name, value) -> options.putHeader(name, text(value)));
        target.protocol().ifPresent(options::addSubProtocol);
        return options;
    }

    void close() {
        client.close();
    }
}
