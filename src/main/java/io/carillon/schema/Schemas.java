package io.carillon.schema;

import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.RegistryConfig;
import io.carillon.config.RoomConfig;
import io.carillon.config.SchemaConfig;
import io.carillon.config.SchemaName;
import io.carillon.config.Violation;
import io.carillon.message.ErrorCode;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All schemas that rooms name. Those in files are there from the beginning; those of a registry are fetched from {@link
 * #start} on, and the latest versions again and again. {@link #check} is for any thread.
 */
public final class Schemas {

    /** Of a server without schemas. */
    public static final Schemas NONE = new Schemas(RegistryConfig.NONE, Map.of(), Set.of());

    /** How long it is waited until the next try where something was never had, in ms. */
    private static final long RETRY = 2_000;

    /** How long the start of a node waits for the registry, in ms. */
    private static final long START = 10_000;

    private final RegistryConfig config;
    private final Map<SchemaName, Schema> files;
    private final Set<SchemaName.InRegistry> names;
    private volatile Map<SchemaName, Subject> subjects = Map.of();
    private volatile boolean closed;
    private volatile Runnable let = () -> {};

    private Schemas(RegistryConfig config, Map<SchemaName, Schema> files, Set<SchemaName.InRegistry> names) {
        this.config = config;
        this.files = files;
        this.names = names;
    }

    /**
     * Reads those in files. Blocks.
     *
     * @throws ConfigException with everything that is wrong with any of them
     */
    public static Schemas of(Config config) {
        List<Violation> violations = new ArrayList<>();
        Map<SchemaName, Schema> files = new HashMap<>();
        List<SchemaConfig> all = config.rooms().patterns().values().stream()
                .map(RoomConfig::schema)
                .flatMap(Optional::stream)
                .toList();
        for (SchemaConfig schema : all) {
            if (schema.name() instanceof SchemaName.InFile in) {
                read(schema, in.file(), violations, files);
            }
        }
        if (!violations.isEmpty()) {
            throw new ConfigException(violations);
        }
        Set<SchemaName.InRegistry> names = all.stream()
                .map(SchemaConfig::name)
                .filter(SchemaName.InRegistry.class::isInstance)
                .map(SchemaName.InRegistry.class::cast)
                .collect(Collectors.toUnmodifiableSet());
        return new Schemas(config.registry(), Map.copyOf(files), names);
    }

    private static void read(
            SchemaConfig schema, Path file, List<Violation> violations, Map<SchemaName, Schema> files) {
        try {
            if (Files.size(file) > Schema.LARGEST) {
                throw new SchemaException("", "more than " + Schema.LARGEST / 1024 + " KiB", "a smaller schema");
            }
            files.put(schema.name(), Schema.of(Files.readString(file)));
        } catch (SchemaException e) {
            violations.add(schema.violation(file + " (" + e.found() + ")", e.allowed()));
        } catch (IOException e) {
            violations.add(schema.violation(file + " (not readable as UTF-8)", "a file that can be read"));
        }
    }

    /**
     * Fetches those of a registry for the first time, and goes on.
     *
     * @return completes when that was tried, which takes some seconds at most; never fails
     */
    public Future<Void> start(Vertx vertx) {
        return start(vertx, NONE);
    }

    /**
     * The same in the place of others, which go on until they are {@linkplain #close closed}: what they have had of the same
     * names is in use until it has been fetched again.
     */
    public Future<Void> start(Vertx vertx, Schemas before) {
        if (names.isEmpty()) {
            return Future.succeededFuture();
        }
        RegistryClient registry = new RegistryClient(vertx, config);
        let = registry::close;
        subjects = names.stream()
                .collect(Collectors.toUnmodifiableMap(
                        name -> name, name -> new Subject(name, registry, vertx).after(before.subjects.get(name))));
        Promise<Void> tried = Promise.promise();
        vertx.getOrCreateContext().runOnContext(nothing -> cycle(vertx).onComplete(tried));
        return tried.future().timeout(START, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private Future<Void> cycle(Vertx vertx) {
        List<Future<Void>> all =
                subjects.values().stream().map(Subject::refresh).toList();
        return Future.all(all).<Void>mapEmpty().onComplete(done -> comeBack(vertx));
    }

    private void comeBack(Vertx vertx) {
        if (!closed) {
            long refresh = config.refresh().toMillis();
            vertx.setTimer(isReady() ? refresh : Math.min(refresh, RETRY), timer -> {
                if (!closed) {
                    cycle(vertx);
                }
            });
        }
    }

    /** Whether all that should be there is: each schema has been had once. */
    public boolean isReady() {
        return subjects.values().stream().allMatch(subject -> subject.current() != null);
    }

    /** Those of a registry that were never had, as {@link #describe} says it. */
    public List<String> missing() {
        return subjects.entrySet().stream()
                .filter(subject -> subject.getValue().current() == null)
                .map(subject -> describe(subject.getKey()))
                .sorted()
                .toList();
    }

    /** Fetches no more. */
    public void close() {
        closed = true;
        let.run();
        subjects.values().forEach(Subject::close);
    }

    /**
     * Why data is refused: since it does not fit, or since nobody knows whether it does. Null where it fits.
     *
     * @param name one that a room of the configuration has
     */
    public @Nullable RefusedException check(SchemaName name, Payload data) {
        Schema schema = find(name);
        if (schema == null) {
            return new RefusedException(ErrorCode.UNAVAILABLE, "the room's schema is not known yet");
        }
        List<Misfit> misfits = schema.check(data);
        return misfits.isEmpty() ? null : RefusedException.invalid(reason(misfits), misfits);
    }

    private @Nullable Schema find(SchemaName name) {
        Schema inFile = files.get(name);
        if (inFile != null) {
            return inFile;
        }
        Subject subject = subjects.get(name);
        Subject.Current current = subject == null ? null : subject.current();
        return current == null ? null : current.schema();
    }

    private static String reason(List<Misfit> misfits) {
        Misfit first = misfits.get(0);
        String more = misfits.size() == 1 ? "" : ", and " + (misfits.size() - 1) + " more";
        String where = first.path().isEmpty() ? "" : first.path() + ": ";
        return "data does not fit the room's schema: " + where + first.reason() + more;
    }

    /** What holds now, for people: with the version where it is of a registry, or why there is none. */
    public String describe(SchemaName name) {
        Subject subject = subjects.get(name);
        if (subject == null || !(name instanceof SchemaName.InRegistry in)) {
            return name.toString();
        }
        Subject.Current current = subject.current();
        return current == null
                ? name + " of " + in.registry() + ", which cannot be had: " + subject.problem()
                : "subject " + in.subject() + " version " + current.version() + " of " + in.registry();
    }
}
