package io.carillon.gateway;

import io.carillon.auth.KeyRing;
import io.carillon.config.Config;
import io.carillon.schema.Schemas;

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
     * @throws io.carillon.config.ConfigException with everything that is wrong with any key, or else any schema
     */
    public static HubFiles of(Config config) {
        return new HubFiles(KeyRing.orNone(config.auth().jwt()), Schemas.of(config));
    }
}
