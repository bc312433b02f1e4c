package io.carillon.auth;

import io.carillon.auth.KeyMaterial.Secret;
import io.carillon.config.ConfigException;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.carillon.config.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads every key that a configuration names, and gathers what is wrong with any of them. Blocks. */
final class KeyReader {

    private static final Logger LOG = LoggerFactory.getLogger(KeyReader.class);

    private static final String JWKS = "auth.jwt.jwks.file";

    private final List<Violation> violations = new ArrayList<>();
    private final List<VerificationKey> keys = new ArrayList<>();
    private final Set<String> configuredKids = new HashSet<>();
    private final Set<List<String>> kidsOfAlgorithms = new HashSet<>();

    private KeyReader() {}

    /**
     * The keys in their order, those of the JWK Set last; without those of a JWK Set at a URL.
     *
     * @throws ConfigException with all that is wrong; also where there is no key at all
     */
    static List<VerificationKey> read(JwtConfig config) {
        KeyReader reader = new KeyReader();
        config.keys().forEach(reader::add);
        config.jwks().file().ifPresent(reader::addSet);
        if (!config.hasKeys()) {
            reader.violations.add(new Violation(
                    "configuration", "auth.jwt", "neither keys nor jwks", "at least one key, or a JWK Set in " + JWKS));
        }
        if (!reader.violations.isEmpty()) {
            throw new ConfigException(reader.violations);
        }
        return List.copyOf(reader.keys);
    }

    private void add(KeyConfig config) {
        if (config.kid().isPresent() && !configuredKids.add(config.kid().get())) {
            violations.add(new Violation(
                    config.source(), config.path() + ".kid", config.kid().get() + ", a second time", "a kid for each"));
        }
        Optional<Algorithm> algorithm = Algorithm.named(config.alg());
        if (algorithm.isEmpty()) {
            violations.add(new Violation(config.source(), config.path() + ".alg", config.alg(), Algorithm.NAMES));
            return;
        }
        KeySource source = new KeySource(config.source(), config.path(), algorithm.get(), config.kid());
        config.kid().ifPresent(kid -> kidsOfAlgorithms.add(List.of(kid, config.alg())));
        if (config.secret().isPresent() == config.pem().isPresent()) {
            String found = config.pem().isPresent() ? "secret and pem" : "neither secret nor pem";
            violations.add(source.violation("", found, algorithm.get().keyWanted()));
            return;
        }
        String member = config.secret().isPresent() ? ".secret" : ".pem";
        try {
            keys.add(VerificationKey.of(source, material(config, algorithm.get())));
        } catch (UnusableKeyException e) {
            violations.add(source.violation(member, e.found(), e.allowed()));
        }
    }

    private static KeyMaterial material(KeyConfig config, Algorithm algorithm) throws UnusableKeyException {
        if (config.secret().isPresent()) {
            algorithm.check(config.secret().get().bytes());
            return new Secret(config.secret().get());
        }
        return PemFile.read(config.pem().orElseThrow(), algorithm);
    }

    private void addSet(Path file) {
        int before = keys.size() + violations.size();
        try {
            JsonObject set = StrictJson.object(KeyFile.text(file));
            if (!(set.getValue("keys") instanceof JsonArray members)) {
                throw new IllegalArgumentException("no array keys");
            }
            for (int i = 0; i < members.size(); i++) {
                add(file, "keys[" + i + "]", members.getValue(i));
            }
            if (keys.size() + violations.size() == before) {
                throw new IllegalArgumentException("no key among " + members.size() + " that can be used");
            }
        } catch (UnusableKeyException e) {
            violations.add(new Violation(file.toString(), JWKS, e.found(), e.allowed()));
        } catch (IllegalArgumentException e) {
            violations.add(new Violation(
                    file.toString(),
                    JWKS,
                    String.valueOf(e.getMessage()),
                    "a JWK Set (RFC 7517) with a key for " + Algorithm.NAMES));
        }
    }

    private void add(Path file, String path, Object member) {
        String found = "not an object";
        String allowed = "a JWK";
        try {
            if (member instanceof JsonObject json) {
                add(file, path, new Jwk(json));
                return;
            }
        } catch (UnusableKeyException e) {
            found = e.found();
            allowed = e.allowed();
        }
        violations.add(new Violation(file.toString(), JWKS + ": " + path, found, allowed));
    }

    private void add(Path file, String path, Jwk jwk) throws UnusableKeyException {
        Optional<String> foreign = jwk.foreign();
        if (foreign.isPresent()) {
            LOG.warn("passing over a key of a JWK Set file={} key={} cause={}", file, path, foreign.get());
            return;
        }
        Algorithm algorithm = jwk.algorithm();
        Optional<String> kid = jwk.kid();
        if (kid.isPresent() && !kidsOfAlgorithms.add(List.of(kid.get(), algorithm.name()))) {
            throw new UnusableKeyException(
                    "kid " + kid.get() + ", a second time", "a kid for each key of " + algorithm);
        }
        KeySource source = new KeySource(file.toString(), path, algorithm, kid);
        keys.add(VerificationKey.of(source, jwk.material(algorithm)));
    }
}
