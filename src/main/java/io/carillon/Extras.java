package io.carillon;

import io.carillon.auth.KeyRing;
import io.carillon.config.Config;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.carillon.ops.AsyncApi;
import io.carillon.ops.ClientScript;
import io.carillon.ops.DemoPage;
import io.carillon.ops.Development;
import io.carillon.ops.Pages;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node serves besides endpoints and the API: pages, the document of its messages, and with {@code --dev} tokens, with a
 * key of this run. Immutable.
 */
final class Extras {

    private static final int KEY_BYTES = 32;

    private final boolean dev;
    private final @Nullable KeyConfig ownKey;
    private final AsyncApi document = new AsyncApi();
    private final Consumer<Router> pages;

    private Extras(boolean dev, @Nullable KeyConfig ownKey, Consumer<Router> pages) {
        this.dev = dev;
        this.ownKey = ownKey;
        this.pages = pages;
    }

    /** Reads what is served; blocks. */
    static Extras of(Config config, boolean dev) {
        return new Extras(dev, dev ? newKey() : null, pages(config.http().pages(), dev));
    }

    private static KeyConfig newKey() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return new KeyConfig(
                "--dev",
                "the key of this run",
                "HS256",
                Optional.of("dev"),
                Optional.of(new KeyConfig.Secret(secret)),
                Optional.empty());
    }

    /** What is served at {@code /}, last of all. */
    private static Consumer<Router> pages(Optional<Path> folder, boolean dev) {
        if (folder.isPresent()) {
            return new ClientScript().andThen(new Pages(folder.get()));
        }
        return dev ? new ClientScript().andThen(new DemoPage()) : router -> {};
    }

    /** Whether this is a trial run. */
    boolean isDev() {
        return dev;
    }

    /** How tokens are checked, the key of this run included. */
    JwtConfig jwt(Config config) {
        JwtConfig jwt = config.auth().jwt();
        if (ownKey == null) {
            return jwt;
        }
        List<KeyConfig> keys = new ArrayList<>(jwt.keys());
        keys.add(ownKey);
        return new JwtConfig(keys, jwt.jwks(), jwt.issuer(), jwt.audience(), jwt.leeway(), jwt.requireExp());
    }

    /**
     * Adds what is served.
     *
     * @throws io.carillon.config.ConfigException where there is no key to sign tokens with that are to be handed out
     */
    Consumer<Router> routes(Config config, KeyRing keys) {
        Consumer<Router> routes = document;
        if (dev) {
            routes = routes.andThen(new Development(
                    keys.signer(),
                    Clock.systemUTC(),
                    Unprotected.isLoopback(config.http().host())));
        }
        return routes.andThen(pages);
    }
}
