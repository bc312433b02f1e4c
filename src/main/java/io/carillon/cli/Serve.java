package io.carillon.cli;

import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.Violation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Runs the server until a signal stops it. The command's own thread does nothing but wait.
 *
 * <p>The first SIGTERM or SIGINT drains, also while the server is still starting; the second ends the process at once.
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
            "",
            "Examples:",
            "  carillon serve --dev",
            "  carillon serve --config carillon.yaml --port 8081 --cluster cluster.xml",
            "  carillon serve --config carillon.yaml --set limits.message=128KiB --set log.format=json",
            "  CARILLON_AUTH_JWT_KEYS='[{alg: HS256, secret: ...}]' carillon serve"
        })
final class Serve implements Callable<Integer> {

    /** A server that accepts connections. */
    record Server(String readyLine, Supplier<Future<Void>> drain) {}

    /** Starts servers. */
    interface Launcher {
        Future<Server> start(Config config, boolean dev);
    }

    /** What a drain may take beyond its own limit before it counts as failed. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final Launcher launcher;
    private final Signals signals;
    private final IntConsumer halt;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    Serve(Map<String, String> environment, Launcher launcher, Signals signals, IntConsumer halt) {
        this.environment = environment;
        this.launcher = launcher;
        this.signals = signals;
        this.halt = halt;
    }

    @Override
    public Integer call() throws Exception {
        Config config = options.load(environment).config();
        requireKey(config);
        Logging.configure(config.log());
        if (config.cluster().config().isEmpty()) {
            Logging.alone();
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Future<Server> starting = launcher.start(config, options.dev());
        signals.onStop(
                () -> starting.onSuccess(server -> drain(server, config.drain().limit(), stopped)),
                () -> halt.accept(ExitStatus.FAILED.code()));
        Server server = started(config, starting);
        Main.print(spec.commandLine().getOut(), server.readyLine + System.lineSeparator());
        stopped(stopped);
        return ExitStatus.OK.code();
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
