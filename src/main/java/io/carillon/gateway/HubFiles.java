package io.carillon.gateway;

import io.carillon.auth.KeyRing;
import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.JwtConfig;
import io.carillon.config.Violation;
import io.carillon.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a hub has read from files before it starts.
 *
 * @param keys those that sign tokens
 * @param schemas those that rooms name
 */
public record HubFiles(KeyRing keys, Schemas schemas) {

    /**
     * Reads them; without keys where none are configured. Blocks.
     *
     * @throws io.carillon.config.ConfigException with everything that is wrong with any key or schema
     */
    public static HubFiles of(Config config) {
        return read(() -> KeyRing.orNone(config.auth().jwt()), config);
    }

    /**
     * The same, with keys that there have to be.
     *
     * @param jwt instead of what the configuration says
     */
    public static HubFiles of(Config config, JwtConfig jwt) {
        return read(() -> KeyRing.of(jwt), config);
    }

    private static HubFiles read(Supplier<KeyRing> keys, Config config) {
        List<Violation> violations = new ArrayList<>();
        Optional<KeyRing> ring = noting(violations, keys);
        Optional<Schemas> schemas = noting(violations, () -> Schemas.of(config));
        if (!violations.isEmpty()) {
            throw new ConfigException(violations);
        }
        return new HubFiles(ring.orElseThrow(), schemas.orElseThrow());
    }

    private static <T> Optional<T> noting(List<Violation> violations, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (ConfigException e) {
            violations.addAll(e.violations());
            return Optional.empty();
        }
    }
}
