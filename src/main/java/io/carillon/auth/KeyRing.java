package io.carillon.auth;

import io.carillon.config.ConfigException;
import io.carillon.config.JwtConfig;
import io.carillon.config.Violation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that may sign tokens, at least one. A key is tried with its own algorithm alone. A token that names a key is
 * tried with that one, or, where nobody has that name, with those that have none; a token that names no key is tried
 * with all of its algorithm. Keys that come along in a token ({@code jwk}, {@code jku}, {@code x5c}) are never looked
 * at. Immutable.
 */
public final class KeyRing implements SignatureCheck {

    private final JwtConfig config;
    private final List<VerificationKey> keys;
    private final Map<Algorithm, List<VerificationKey>> byAlgorithm = new EnumMap<>(Algorithm.class);

    private KeyRing(JwtConfig config, List<VerificationKey> keys) {
        this.config = config;
        this.keys = keys;
        for (Algorithm algorithm : Algorithm.values()) {
            byAlgorithm.put(
                    algorithm,
                    keys.stream()
                            .filter(key -> key.source().algorithm() == algorithm)
                            .toList());
        }
    }

    /**
     * Reads the configured keys and makes sure that they are usable. Blocks.
     *
     * @throws ConfigException with everything that is wrong with any of them
     */
    public static KeyRing of(JwtConfig config) {
        return new KeyRing(config, KeyReader.read(config));
    }

    /** For who accepts no tokens where no key is configured; otherwise the same. Blocks. */
    public static KeyRing orNone(JwtConfig config) {
        return config.hasKeys() ? of(config) : new KeyRing(config, List.of());
    }

    /** Whether there is nobody who may sign, and nowhere to look. */
    public boolean isClosed() {
        return keys.isEmpty() && config.jwks().isEmpty();
    }

    /** The same keys, as their files are now. Blocks; fails as {@link #of} does. */
    KeyRing again() {
        return of(config);
    }

    /** The same keys, and behind them those of a JWK Set. */
    KeyRing and(List<VerificationKey> more) {
        return new KeyRing(config, Stream.concat(keys.stream(), more.stream()).toList());
    }

    /** They stay as they are. */
    @Override
    public List<VerificationKey> keys() {
        return keys;
    }

    @Override
    public List<KeySource> known() {
        return keys.stream().map(VerificationKey::source).toList();
    }

    /**
     * Signs with the first key that can.
     *
     * @throws ConfigException where there are only public keys
     */
    public TokenSigner signer() {
        return keys.stream()
                .flatMap(key -> key.signer().stream())
                .findFirst()
                .orElseThrow(() -> new ConfigException(List.of(new Violation(
                        "configuration",
                        "auth.jwt.keys",
                        "public keys alone",
                        "to sign tokens, a key with a secret, or with the pem of a private key"))));
    }

    @Override
    public void check(SignedToken token) {
        signedBy(token);
    }

    @Override
    public Optional<KeySource> signedBy(SignedToken token) {
        List<VerificationKey> own = byAlgorithm.getOrDefault(token.algorithm(), List.of());
        if (own.isEmpty()) {
            throw new UnknownKeyException(
                    TokenCheck.KEY,
                    SignedToken.notAccepted(token.algorithm().name()).description());
        }
        List<VerificationKey> named =
                token.kid().map(kid -> with(own, Optional.of(kid))).orElse(own);
        List<VerificationKey> candidates = named.isEmpty() ? with(own, Optional.empty()) : named;
        if (candidates.isEmpty()) {
            throw new UnknownKeyException(TokenCheck.KEY, "the token's key is not known");
        }
        Optional<VerificationKey> signer =
                candidates.stream().filter(key -> key.signed(token)).findFirst();
        if (signer.isEmpty()) {
            String description = "the signature does not verify";
            throw named.isEmpty()
                    ? new UnknownKeyException(TokenCheck.SIGNATURE, description)
                    : new TokenException(TokenCheck.SIGNATURE, description);
        }
        return signer.map(VerificationKey::source);
    }

    private static List<VerificationKey> with(List<VerificationKey> keys, Optional<String> kid) {
        return keys.stream().filter(key -> key.source().kid().equals(kid)).toList();
    }
}
