package io.carillon.auth;

import io.carillon.config.ConfigException;
import io.carillon.config.JwtConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;

/** Signs tokens with one key. Any thread, with or without a Vert.x; calculates on it. */
public final class TokenSigner {

    private final JWTAuth provider;
    private final String algorithm;

    TokenSigner(JWTAuth provider, String algorithm) {
        this.provider = provider;
        this.algorithm = algorithm;
    }

    /**
     * Signs with the first configured key that can: a secret or a private key, before those of the JWK Set. Reads files;
     * blocks.
     *
     * @throws ConfigException where a key is unusable, or none can sign
     */
    public static TokenSigner of(JwtConfig config) {
        return KeyRing.of(config).signer();
    }

    /**
     * A token with these claims, {@code iat} where it is absent, and nothing else. Whether anybody accepts them is not
     * checked.
     */
    public String sign(JsonObject claims) {
        return provider.generateToken(claims.copy(), new JWTOptions().setAlgorithm(algorithm));
    }
}
