package io.carillon.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a JWK Set (RFC 7517) that somebody else keeps and may change at any time: what cannot be used in it is passed
 * over with a warning. So are secrets, since whoever can read the set could sign with them, and keys that are called as
 * one of the server's own.
 */
final class JwkSet {

    private static final Logger LOG = LoggerFactory.getLogger(JwkSet.class);

    private static final int MOST = 100;

    private final String source;
    private final List<VerificationKey> keys = new ArrayList<>();
    private final Set<List<String>> taken = new HashSet<>();

    private JwkSet(String source, List<VerificationKey> own) {
        this.source = source;
        own.forEach(key -> take(key.source()));
    }

    private boolean take(KeySource key) {
        return key.kid().isEmpty()
                || taken.add(List.of(key.kid().get(), key.algorithm().name()));
    }

    /**
     * The keys that can be used, their public parts alone. Calculates.
     *
     * @param source where the set is from, for messages
     * @param own keys that those of the set do not take the place of
     * @throws IllegalArgumentException where it is no such set, or there is no such key in it
     */
    static List<VerificationKey> read(byte[] json, String source, List<VerificationKey> own) {
        if (!(StrictJson.object(json).getValue("keys") instanceof JsonArray members)) {
            throw new IllegalArgumentException("no array keys");
        }
        if (members.size() > MOST) {
            throw new IllegalArgumentException(members.size() + " keys, " + MOST + " at most");
        }
        JwkSet set = new JwkSet(source, own);
        for (int i = 0; i < members.size(); i++) {
            set.add("keys[" + i + "]", members.getValue(i));
        }
        if (set.keys.isEmpty()) {
            throw new IllegalArgumentException("no key among " + members.size() + " that can be used");
        }
        return List.copyOf(set.keys);
    }

    private void add(String path, Object member) {
        try {
            if (!(member instanceof JsonObject json)) {
                throw new UnusableKeyException("not an object", "a JWK");
            }
            add(path, new Jwk(json));
        } catch (UnusableKeyException e) {
            passOver(path, e.found());
        }
    }

    private void add(String path, Jwk jwk) throws UnusableKeyException {
        Optional<String> foreign = jwk.isSecret() ? Optional.of("it is a secret") : jwk.foreign();
        if (foreign.isPresent()) {
            passOver(path, foreign.get());
            return;
        }
        KeySource key = new KeySource(source, path, jwk.algorithm(), jwk.kid());
        if (!take(key)) {
            throw new UnusableKeyException("a kid that is taken", "a kid for each key of " + key.algorithm());
        }
        keys.add(VerificationKey.of(key, jwk.withoutPrivate().material(key.algorithm())));
    }

    private void passOver(String path, String cause) {
        LOG.warn("passing over a key of a JWK Set url={} key={} cause={}", source, path, cause);
    }
}
