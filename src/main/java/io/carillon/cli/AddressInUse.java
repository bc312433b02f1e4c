package io.carillon.cli;

import io.carillon.config.BusConfig;
import io.carillon.config.Config;
import java.io.IOException;

/** Somebody else listens where the server wants to. */
final class AddressInUse extends IOException {

    private static final long serialVersionUID = 1L;

    private AddressInUse(String message, Throwable cause) {
        super(message, cause);
    }

    /** The failure in words that name the addresses, where it is this one; else the failure itself. */
    static Exception explain(Config config, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Address already in use")
                    && !message.contains(":" + config.http().port())) {
                return new AddressInUse(addresses(config), failure);
            }
        }
        return failure;
    }

    private static String addresses(Config config) {
        return "the address is in use: http " + config.http().host() + ":"
                + config.http().port() + " or management " + config.management().host() + ":"
                + config.management().port()
                + config.bridge()
                        .map(bridge -> " or bridge " + bridge.host() + ":" + bridge.port())
                        .orElse("")
                + bus(config.cluster().bus());
    }

    /** Only where it has a port of its own choice. */
    private static String bus(BusConfig bus) {
        return bus.port() == 0
                ? ""
                : " or event bus " + bus.host().map(host -> host + ":").orElse("port ") + bus.port();
    }
}
