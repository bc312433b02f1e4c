package io.carillon.uplink;

import io.carillon.config.KeyConfig;
import io.carillon.config.UplinkConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server there, as the configuration has it, and as a client wants to know it. */
record Destination(Site site, UplinkConfig.Target target) {

    /**
     * What may come as one message, by the limit of a message's data: what is larger ends the connection, what is in
     * between is only dropped. Data may be longer there than here, as in base64, and has an envelope.
     */
    private static final int FACTOR = 4;

    private static final int ENVELOPE = 64 * 1024;

    /** In bytes. */
    int largest() {
        return (int) Math.min(Integer.MAX_VALUE / 2, (long) site.messageLimit() * FACTOR + ENVELOPE);
    }

    /** Null for the JDK's authorities. */
    @Nullable
    TrustOptions trust() {
        return target.trust()
                .map(file -> new PemTrustOptions().addCertPath(file.toString()))
                .orElse(null);
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        target.headers().forEach((name, value) -> headers.put(name, text(value)));
        return headers;
    }

    /** The one of the configuration; null where there is none, or it is in a file. */
    @Nullable
    String fixedToken() {
        return target.token().map(Destination::text).orElse(null);
    }

    boolean hasTokenFile() {
        return target.tokenFile().isPresent();
    }

    /** What the file has in it now; only where there is one. */
    Future<String> tokenOfFile() {
        return site.vertx()
                .fileSystem()
                .readFile(target.tokenFile().orElseThrow().toString())
                .map(Destination::token);
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
}
