package io.carillon.cli;

import io.carillon.Reloader;
import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.LoadedConfig;
import io.carillon.config.Violation;
import io.vertx.core.Future;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Runs the server until a signal stops it. The command's own thread does nothing but wait.
 *
 * <p>The first SIGTERM or SIGINT drains, also while the server is still starting; the second ends the process at once. A SIGHUP
 * has the configuration read again.
 */
@Command(
        name = "serve",
        description = "Runs the server.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Prints one line on stdout when it accepts connections; logs go to stderr.",
            "Settings come from, weakest first: defaults, files, CARILLON_... variables, --set, the options above.",
            "SIGTERM and SIGINT drain and stop it; a second one ends it at once.",
            "SIGHUP, and a change of its files, has the settings read again: all of them, or none where one is wrong.",
            "",
            "Examples:",
            "  carillon serve --dev",
            "  carillon serve --config carillon.yaml --port 8081 --cluster cluster.xml",
            "  carillon serve --config carillon.yaml --set limits.message=128KiB --set log.format=json",
            "  CARILLON_AUTH_JWT_KEYS='[{alg: HS256, secret: ...}]' carillon serve",
            "",
            "Exit status: 0 stopped cleanly; 2 bad configuration or arguments, a missing key or file included; 1 anything"
                    + " else, like a port in use."
        })
final class Serve implements Callable<Integer> {

    /**
     * A server that accepts connections.
     *
     * @param reloading has its configuration read again by a plan; gives what does so at once
     */
    record Server(String readyLine, Supplier<Future<Void>> drain, Function<Reloader.Plan, Runnable> reloading) {

        /** One that keeps its configuration. */
        Server(String readyLine, Supplier<Future<Void>> drain) {
            this(readyLine, drain, plan -> () -> {});
        }
    }

    /** Starts servers. */
    interface Launcher {
        Future<Server> start(Config config, boolean dev);
    }

    /** What a drain may take beyond its own limit before it counts as failed. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Surroundings surroundings;
    private final Launcher launcher;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    Serve(Surroundings surroundings, Launcher launcher) {
        this.surroundings = surroundings;
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        forgetAtOnceWhatHasNoAddress();
        Reloader.Plan plan = Reloader.Plan.load(this::load, options.configFiles());
        Config config = plan.first().config();
        configureLogging(config);
        AtomicReference<Config> now = new AtomicReference<>(config);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Future<Server> starting = launcher.start(config, options.dev());
        surroundings
                .signals()
                .onStop(
                        () -> starting.onSuccess(
                                server -> drain(server, now.get().drain().limit(), stopped)),
                        () -> surroundings.haltAs(ExitStatus.FAILED));
        Future<Runnable> reload = starting.map(server -> server.reloading.apply(telling(plan, now)));
        surroundings.signals().onHangup(() -> reload.onSuccess(Runnable::run));
        Server server = started(config, starting);
        Main.print(spec.commandLine().getOut(), server.readyLine + System.lineSeparator());
        stopped(stopped);
        return ExitStatus.OK.code();
    }

    /**
     * Nodes look for each other for some seconds, by names that come and go. The JDK's file java.security has the virtual machine
     * remember for 10 s that a name was not found, and wins over -Dsun.net.inetaddr.negative.ttl. It is read once, with the first
     * name that is looked up.
     */
    private static void forgetAtOnceWhatHasNoAddress() {
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    private LoadedConfig load() {
        LoadedConfig loaded = options.load(surroundings.environment());
        requireKey(loaded.config());
        return loaded;
    }

    private static Reloader.Plan telling(Reloader.Plan plan, AtomicReference<Config> now) {
        return plan.telling(next -> {
            if (!next.log().equals(now.getAndSet(next).log())) {
                Logging.apply(next.log());
            }
        });
    }

    private static void configureLogging(Config config) {
        Logging.configure(config.log());
        if (config.cluster().config().isEmpty()) {
            Logging.alone();
        }
    }

    private void requireKey(Config config) {
        if (!options.dev() && !config.auth().jwt().hasKeys()) {
            throw new ConfigException(
                    List.of(
                            new Violation(
                                    "configuration",
                                    "auth.jwt",
                                    "neither keys nor a JWK Set",
                                    "auth.jwt.keys or auth.jwt.jwks.file or auth.jwt.jwks.url; or --dev, which makes a key for one run")));
        }
    }

    /** Not composed with the start: that future may belong to an event loop, which draining ends. */
    private static void drain(Server server, Duration limit, CompletableFuture<Void> stopped) {
        stopped.orTimeout(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        server.drain.get().onSuccess(stopped::complete).onFailure(stopped::completeExceptionally);
    }

    private static Server started(Config config, Future<Server> starting) throws Exception {
        try {
            return await(starting.toCompletionStage().toCompletableFuture());
        } catch (Exception e) {
            throw AddressInUse.explain(config, e);
        }
    }

    private static void stopped(CompletableFuture<Void> stopped) throws Exception {
        try {
            await(stopped);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the drain did not end in time", e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
