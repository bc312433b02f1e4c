package io.carillon.tls;

import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.Violation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node speaks TLS. Any thread.
 *
 * @param http with clients
 * @param bus with other nodes, on the event bus
 */
public record Tls(Optional<TlsFiles> http, Optional<TlsFiles> bus) {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /** How often it is looked whether files have changed, in ms. */
    private static final long WATCH = 10_000;

    /**
     * Reads all files. Blocks.
     *
     * @throws ConfigException with everything that is wrong with any of them
     */
    public static Tls of(Config config) {
        List<Violation> violations = new ArrayList<>();
        Tls tls = new Tls(
                config.http().tls().flatMap(of -> read(() -> TlsFiles.of(of), violations)),
                config.cluster().tls().flatMap(of -> read(() -> TlsFiles.of(of), violations)));
        if (!violations.isEmpty()) {
            throw new ConfigException(violations);
        }
        return tls;
    }

    private static Optional<TlsFiles> read(Supplier<TlsFiles> files, List<Violation> violations) {
        try {
            return Optional.of(files.get());
        } catch (ConfigException e) {
            violations.addAll(e.violations());
            return Optional.empty();
        }
    }

    /** All that there are. */
    public List<TlsFiles> all() {
        return Stream.concat(http.stream(), bus.stream()).toList();
    }

    /** Reads all files again, and takes what is new; each says in the log what has become of it. Blocks. */
    public void reload() {
        all().forEach(TlsFiles::reload);
    }

    /** Does that every few seconds, as long as a Vert.x lives. */
    public void watch(Vertx vertx) {
        all().forEach(TlsFiles::tell);
        watch(vertx, WATCH);
    }

    /** One look at a time: on a network's file system that hangs, it may last. */
    void watch(Vertx vertx, long millis) {
        AtomicBoolean looks = new AtomicBoolean();
        if (!all().isEmpty()) {
            vertx.setPeriodic(millis, tick -> {
                if (looks.compareAndSet(false, true)) {
                    look(vertx).onComplete(looked -> looks.set(false));
                }
            });
        }
    }

    private Future<?> look(Vertx vertx) {
        return vertx.executeBlocking(
                        () -> {
                            reload();
                            return null;
                        },
                        false)
                .onFailure(cause -> LOG.error("certificates could not be looked at", cause));
    }
}
