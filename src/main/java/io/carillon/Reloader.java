package io.carillon;

import io.carillon.config.Change;
import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.Effect;
import io.carillon.config.LoadedConfig;
import io.carillon.config.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration of a node again from where it came, when it is told to, and when its files have changed. Contents are
 * compared, not times and names: so it does not matter whether a file is written, replaced, or a link to it turned, as
 * Kubernetes does. A change is taken when it has been there for two looks, so that a file that is half written is not. What is
 * wrong is told once, and tried again silently until it is right. All of this on a thread of its own, which may wait.
 */
public final class Reloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private static final String ABSENT = "absent";

    /** What fetching keys and schemas may take, and much more. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /**
     * How a configuration is read, and what was read first.
     *
     * @param first the one that the node is started with
     * @param seen what was in its files before they were read, as hashes: a start takes its time, and files may change meanwhile
     * @param loader loads it again, with all that is checked at the start
     * @param files that it comes from; those that it names are added
     * @param applied is told of what holds now: what of it is no node's matter, as logging is
     */
    public record Plan(
            LoadedConfig first,
            Map<Path, String> seen,
            Supplier<LoadedConfig> loader,
            List<Path> files,
            Consumer<Config> applied) {

        public Plan {
            files = List.copyOf(files);
            seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
        }

        /** Loads it for the first time. Blocks; to be called before a node is started with it. */
        public static Plan load(Supplier<LoadedConfig> loader, List<Path> files) {
            Map<Path, String> seen = contents(files);
            LoadedConfig first = loader.get();
            contents(first.config().files()).forEach(seen::putIfAbsent); // which the node itself reads, later
            return new Plan(first, seen, loader, files, config -> {});
        }

        /** The same, which also tells somebody of what holds from then on. */
        public Plan telling(Consumer<Config> other) {
            return new Plan(first, seen, loader, files, other);
        }
    }

    private final Carillon carillon;
    private final Plan plan;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "carillon-reload");
        named.setDaemon(true);
        return named;
    });
    private LoadedConfig last;
    private Map<Path, String> seen;
    private @Nullable Map<Path, String> candidate;
    private List<String> problems = List.of();
    private @Nullable Future<?> next;

    private Reloader(Carillon carillon, Plan plan) {
        this.carillon = carillon;
        this.plan = plan;
        this.last = plan.first;
        this.seen = plan.seen;
    }

    /** Begins to watch the files, where the configuration says so. Does not block. */
    public static Reloader start(Carillon carillon, Plan plan) {
        Reloader reloader = new Reloader(carillon, plan);
        reloader.thread.execute(reloader::schedule);
        return reloader;
    }

    /**
     * Reads the configuration again. Any thread; does not block.
     *
     * @return completes with whether it holds now
     */
    public CompletableFuture<Boolean> reload() {
        return CompletableFuture.supplyAsync(() -> attempt(contents(last.config()), false), thread);
    }

    /** Does not look any more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    // ---- on its thread

    private void schedule() {
        if (next != null) {
            next.cancel(false);
        }
        if (thread.isShutdown()) {
            return;
        }
        Duration watch = last.config().reload().watch();
        next = watch.isZero() ? null : thread.schedule(this::look, watch.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks whether the files have changed; a second time, where they have. */
    void look() {
        try {
            Map<Path, String> now = contents(last.config());
            boolean changed = !now.equals(seen);
            if (changed ? now.equals(candidate) : !problems.isEmpty()) {
                attempt(now, !changed);
            } else {
                candidate = now;
            }
        } finally {
            schedule();
        }
    }

    /**
     * @param now what is in the files, before they are read
     * @param silent whether what is wrong has been told if it is the same as before
     */
    private boolean attempt(Map<Path, String> now, boolean silent) {
        if (carillon.isStopping()) {
            LOG.info("the node is stopping: its configuration is not read again");
            return false;
        }
        Map<Path, String> before = seen;
        seen = now;
        candidate = null;
        try {
            LoadedConfig loaded = load();
            seen = contents(loaded.config()); // before they are read: what changes meanwhile is found at the next look
            seen.putAll(now);
            seen.keySet().retainAll(files(loaded.config()));
            carillon.reload(loaded.config())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            took(loaded, before);
            return true;
        } catch (RuntimeException e) {
            refused(e, silent);
        } catch (ExecutionException e) {
            refused(e.getCause() == null ? e : e.getCause(), silent);
            seen = now; // those of what holds
        } catch (TimeoutException e) { // or nobody would ever read it again
            refused(new IllegalStateException("the node has not said within " + LONGEST + " that it holds"), silent);
            seen = now;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private LoadedConfig load() {
        try {
            return plan.loader.get();
        } catch (RuntimeException e) {
            carillon.reloads().failure();
            throw e;
        }
    }

    private void took(LoadedConfig loaded, Map<Path, String> before) {
        List<Change> changes = last.snapshot().to(loaded.snapshot());
        last = loaded;
        problems = List.of();
        plan.applied.accept(loaded.config());
        tell(changes, before);
        schedule();
    }

    private void tell(List<Change> changes, Map<Path, String> before) {
        List<Path> files = seen.keySet().stream()
                .filter(file -> before.containsKey(file) && !Objects.equals(seen.get(file), before.get(file)))
                .toList();
        if (changes.isEmpty() && files.isEmpty()) {
            LOG.info("reloaded: nothing changed");
        } else {
            LOG.info("reloaded changed=[{}] files={}", shown(changes), files);
        }
        List<Change> pending = plan.first.snapshot().to(last.snapshot()).stream()
                .filter(change -> change.effect() == Effect.RESTART)
                .toList();
        if (!pending.isEmpty()) {
            LOG.warn("not in effect until the next start: {}", shown(pending));
        }
    }

    private static String shown(List<Change> changes) {
        return changes.stream().map(Change::toString).collect(Collectors.joining("; "));
    }

    private void refused(Throwable cause, boolean silent) {
        List<String> found = cause instanceof ConfigException config
                ? config.violations().stream().map(Violation::toString).toList()
                : List.of(String.valueOf(cause));
        if (!silent || !found.equals(problems)) {
            LOG.error("not reloaded, nothing has changed problems={}", found.size());
            found.forEach(problem -> LOG.error("not reloaded: {}", problem));
        }
        problems = found;
    }

    // ---- files

    private List<Path> files(Config config) {
        List<Path> files = new ArrayList<>(plan.files);
        files.addAll(config.files());
        return files;
    }

    /** What is in the files now, as hashes. */
    private Map<Path, String> contents(Config config) {
        return contents(files(config));
    }

    private static Map<Path, String> contents(List<Path> files) {
        Map<Path, String> contents = new LinkedHashMap<>();
        files.forEach(file -> contents.computeIfAbsent(file, Reloader::content));
        return contents;
    }

    private static String content(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            return ABSENT;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
