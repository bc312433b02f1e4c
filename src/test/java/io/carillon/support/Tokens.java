package io.carillon.support;

import io.carillon.auth.TokenSigner;
import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens for tests, signed with the key that {@link TestServer} has. */
public final class Tokens {

    public static final String SECRET = "a secret for tests that is long enough";

    private static final TokenSigner SIGNER = TokenSigner.of(new JwtConfig(
            List.of(new KeyConfig(
                    "auth.jwt.keys[0]",
                    "test",
                    "HS256",
                    Optional.empty(),
                    Optional.of(new KeyConfig.Secret(SECRET.getBytes(StandardCharsets.UTF_8))),
                    Optional.empty())),
            JwksConfig.NONE,
            Optional.empty(),
            List.of(),
            Duration.ZERO,
            true));

    private Tokens() {}

    /** A user who may do everything in every room, for an hour. */
    public static String of(String user) {
        JsonArray everything =
                new JsonArray().add("join").add("publish").add("members").add("history");
        return of(user, new JsonObject().put("**", everything));
    }

    public static String of(String user, JsonObject allow) {
        return sign(new JsonObject().put("sub", user).put("exp", now() + 3600).put("allow", allow));
    }

    public static String sign(JsonObject claims) {
        return SIGNER.sign(claims);
    }

    /** The claims and nothing else: {@link #sign} says when it was, where they do not. */
    public static String signAsItIs(JsonObject claims) {
        String input = base64("{\"alg\":\"HS256\"}") + '.' + base64(claims.encode());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
            return input + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** In seconds since 1970. */
    public static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
