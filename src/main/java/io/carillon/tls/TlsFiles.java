package io.carillon.tls;

import io.carillon.config.BusTlsConfig;
import io.carillon.config.ConfigException;
import io.carillon.config.TlsConfig;
import io.carillon.config.Violation;
import io.vertx.core.Future;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PEM files of one use, and what was last read from them. When they change, what stands there is taken for the handshakes
 * from then on, all of it or nothing; connections stay as they are. All methods may be called on any thread; those that read
 * files block.
 */
public final class TlsFiles {

    /** What has become of an attempt to read the files again. */
    public enum Outcome {
        /** There is nothing new. */
        UNCHANGED,
        /** There is, and it is in use. */
        TAKEN,
        /** There is, and it cannot be used: what was in use before still is. */
        REFUSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    /** So often files are read anew that change while they are read. */
    private static final int ATTEMPTS = 5;

    /**
     * Which files, and what for.
     *
     * @param use as metrics and logs call it
     * @param path in the configuration
     * @param ca null where nobody is asked for a certificate
     * @param name that certificates of others need
     */
    private record Place(
            String use,
            String path,
            String source,
            Path cert,
            Path key,
            @Nullable Path ca,
            Optional<String> name) {}

    /** What stands in files. */
    private record Texts(
            PemText cert, PemText key, @Nullable PemText ca) {

        static Texts read(Place place) throws UnusableFileException {
            Path ca = place.ca;
            return new Texts(
                    PemText.read("cert", place.cert),
                    PemText.read("key", place.key),
                    ca == null ? null : PemText.read("ca", ca));
        }

        /** The same twice in a row: files are replaced one after the other. */
        static Texts readCalm(Place place) throws UnusableFileException {
            Texts last = read(place);
            for (int i = 0; i < ATTEMPTS; i++) {
                Texts next = read(place);
                if (next.equals(last)) {
                    return next;
                }
                last = next;
            }
            return last;
        }

        Identity identity(Optional<String> name, Instant now) throws UnusableFileException {
            PemText authorities = ca;
            return authorities == null
                    ? Identity.of(cert, key, now)
                    : Identity.ofNode(cert, key, authorities, name, now);
        }
    }

    /** What is in use; one of each, since Vert.x tells them apart by who they are. */
    private record Material(
            Texts texts,
            Identity identity,
            KeyCertOptions own,
            @Nullable TrustOptions others) {}

    private final Place place;
    private final List<String> protocols;
    private final Clock clock;
    private final TlsCounters counters = new TlsCounters();
    private final List<Supplier<Future<?>>> listeners = new CopyOnWriteArrayList<>();
    private final Set<Supplier<Future<?>>> behind = ConcurrentHashMap.newKeySet();
    private final RefusedPeers refusedPeers = new RefusedPeers(counters.handshakes());
    private volatile Material material;
    private @Nullable String trouble;

    private TlsFiles(Place place, List<String> protocols, Clock clock) throws UnusableFileException {
        this.place = place;
        this.protocols = protocols;
        this.clock = clock;
        Texts texts = Texts.readCalm(place);
        this.material = material(texts, texts.identity(place.name, clock.instant()));
    }

    /** Says in the log what is in use. */
    void tell() {
        tell("a certificate is in use", material.identity);
    }

    private void tell(String what, Identity identity) {
        LOG.info("{} path={} certificate={}", what, place.path, identity);
        identity.warnings().forEach(warning -> LOG.warn("a certificate is not valid path={}.{}", place.path, warning));
    }

    /**
     * Reads those of a server.
     *
     * @throws ConfigException where they cannot be used
     */
    public static TlsFiles of(TlsConfig config) {
        return of(config, Clock.systemUTC());
    }

    static TlsFiles of(TlsConfig config, Clock clock) {
        return of(
                new Place("http", config.path(), config.source(), config.cert(), config.key(), null, Optional.empty()),
                config.protocols(),
                clock);
    }

    /**
     * Reads those of a node among nodes.
     *
     * @throws ConfigException where they cannot be used
     */
    public static TlsFiles of(BusTlsConfig config) {
        return of(
                new Place(
                        "bus", config.path(), config.source(), config.cert(), config.key(), config.ca(), config.name()),
                TlsConfig.PROTOCOLS,
                Clock.systemUTC());
    }

    private static TlsFiles of(Place place, List<String> protocols, Clock clock) {
        Ciphers.refuseRenegotiation();
        try {
            return new TlsFiles(place, protocols, clock);
        } catch (UnusableFileException e) {
            throw new ConfigException(
                    List.of(new Violation(place.source, place.path + "." + e.setting(), e.found(), e.allowed())));
        }
    }

    private Material material(Texts texts, Identity identity) {
        return new Material(
                texts,
                identity,
                KeyCertOptions.wrap(new OwnKey(identity)),
                place.ca == null ? null : TrustOptions.wrap(new PeerTrust(identity, place.name, refusedPeers)));
    }

    /** What they are for: {@code http} or {@code bus}. */
    public String use() {
        return place.use;
    }

    public TlsCounters counters() {
        return counters;
    }

    /** From when on nobody accepts the certificate that is in use. */
    public Instant expires() {
        return material.identity.expires();
    }

    /**
     * Has somebody take what is new; called after each change, on the thread that reads. Not more than one call at a time.
     *
     * @return ends that
     */
    public Runnable onChange(Supplier<Future<?>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Reads the files, and has what is new taken, if it can be used; says so in the log. Blocks. */
    public synchronized Outcome reload() {
        try {
            Texts texts = Texts.readCalm(place);
            if (texts.equals(material.texts)) {
                trouble = null;
                tellAgain();
                return Outcome.UNCHANGED;
            }
            Material next = material(texts, texts.identity(place.name, clock.instant()));
            material = next;
            trouble = null;
            counters.taken().increment();
            tell("a new certificate is in use", next.identity);
            behind.clear();
            listeners.forEach(this::tell);
            return Outcome.TAKEN;
        } catch (UnusableFileException e) {
            refused(String.valueOf(e.getMessage()));
            tellAgain();
            return Outcome.REFUSED;
        }
    }

    /** Whoever does not take it is asked again with the next look. */
    private void tell(Supplier<Future<?>> listener) {
        taking(listener).onFailure(cause -> {
            behind.add(listener);
            LOG.error("a new certificate was not taken path={}", place.path, cause);
        });
    }

    private static Future<?> taking(Supplier<Future<?>> listener) {
        try {
            return listener.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void tellAgain() {
        for (Supplier<Future<?>> listener : List.copyOf(behind)) {
            behind.remove(listener);
            if (listeners.contains(listener)) {
                tell(listener);
            }
        }
    }

    /** The same is said once: it is tried again and again. */
    private void refused(String why) {
        if (!why.equals(trouble)) {
            trouble = why;
            counters.refused().increment();
            LOG.error(
                    "the new certificate cannot be used, and the old one stays path={}.{} certificate={}",
                    place.path,
                    why,
                    material.identity);
        }
    }

    /** What is in use, for a server. */
    public ServerSSLOptions serverOptions() {
        Material now = material;
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(now.own);
        if (now.others != null) {
            options.setTrustOptions(now.others);
            options.setClientAuth(ClientAuth.REQUIRED);
        }
        Ciphers.into(options, protocols);
        return options;
    }

    /** What is in use, for who calls another node. Whose address it is does not matter, see {@link PeerTrust}. */
    public ClientSSLOptions clientOptions() {
        Material now = material;
        ClientSSLOptions options = new ClientSSLOptions();
        options.setKeyCertOptions(now.own);
        options.setTrustOptions(now.others);
        options.setTrustAll(false);
        options.setHostnameVerificationAlgorithm("");
        Ciphers.into(options, protocols);
        return options;
    }

    /** The certificates in use, the node's own first; for tests. */
    List<java.security.cert.X509Certificate> chain() {
        return new ArrayList<>(material.identity.chain());
    }
}
