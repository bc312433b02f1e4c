package io.carillon.auth;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * One key with its one algorithm, behind providers of vertx-auth-jwt that know nothing else: no other key, no other
 * algorithm, and, since there is a key, never {@code none}. A provider verifies one token at a time; there are several
 * so that threads need not wait for each other. Any thread; calculates on it.
 */
final class VerificationKey {

    private static final int PROVIDERS = Math.min(16, Runtime.getRuntime().availableProcessors());

    private static final JWTOptions SIGNATURE_ONLY = new JWTOptions().setIgnoreExpiration(true);

    private final KeySource source;
    private final KeyMaterial material;
    private final List<JWTAuth> providers;

    private VerificationKey(KeySource source, KeyMaterial material) {
        this.source = source;
        this.material = material;
        this.providers = Stream.generate(() -> provider(source, material.verifying()))
                .limit(PROVIDERS)
                .toList();
    }

    /** Makes sure that a key that can sign is one whose tokens it accepts itself. */
    static VerificationKey of(KeySource source, KeyMaterial material) throws UnusableKeyException {
        try {
            VerificationKey key = new VerificationKey(source, material);
            Optional<TokenSigner> signer = key.signer();
            if (signer.isPresent() && !key.signed(signer.get().sign(new JsonObject()))) {
                throw new UnusableKeyException("a private key of another public key", "the two parts of one key");
            }
            return key;
        } catch (RuntimeException e) { // the library's, from what the JDK says of the numbers in the key
            throw new UnusableKeyException(
                    "a key that cannot be used", source.algorithm().keyWanted());
        }
    }

    static JWTAuth provider(KeySource source, Buffer key) {
        PubSecKeyOptions options =
                new PubSecKeyOptions().setAlgorithm(source.algorithm().name()).setBuffer(key);
        source.kid().ifPresent(options::setId);
        return JWTAuth.create(null, new JWTAuthOptions().addPubSecKey(options).setJWTOptions(SIGNATURE_ONLY));
    }

    KeySource source() {
        return source;
    }

    /** What signs with this key; empty where it is a public one. */
    Optional<TokenSigner> signer() {
        return material.signing()
                .map(key -> new TokenSigner(
                        provider(source, key), source.algorithm().name()));
    }

    /** Whether the token was signed with this key. */
    boolean signed(SignedToken token) {
        Optional<Integer> length = material.signatureBytes();
        return source.algorithm().isWellFormed(token.signature())
                && (length.isEmpty() || length.get() == token.signature().length)
                && signed(token.text());
    }

    private boolean signed(String token) {
        JWTAuth provider = providers.get(ThreadLocalRandom.current().nextInt(providers.size()));
        try {
            Future<?> done = provider.authenticate(new TokenCredentials(token)); // complete already: it calculates
            return done.succeeded();
        } catch (RuntimeException e) {
            return false; // where the library does not expect what stands in a token or signature, it throws
        }
    }
}
