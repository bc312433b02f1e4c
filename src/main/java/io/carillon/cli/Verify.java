package io.carillon.cli;

import io.carillon.config.Durations;
import io.carillon.config.LogConfig;
import io.carillon.verify.Breakage;
import io.carillon.verify.Chaos;
import io.carillon.verify.FaultKind;
import io.carillon.verify.Lab;
import io.carillon.verify.LabSettings;
import io.carillon.verify.Outcome;
import io.carillon.verify.Plan;
import io.carillon.verify.Report;
import io.carillon.verify.Target;
import io.carillon.verify.Trial;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries to prove the server wrong. */
@Command(
        name = "verify",
        description =
                "Publishes to streams and listens on several nodes while they are broken, and checks that nothing was"
                        + " lost, doubled, left out or put out of order.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Clients behave as good ones do: they reconnect to another node, ask to recover, send",
            "again what was not acknowledged with the same key, and reload at a reset. All they",
            "were told is compared in the end, with each other and with what the streams hold.",
            "Without a URL it starts a cluster of its own on this machine, which alone it can break,",
            "one node at a time; --config and --set are for its nodes then.",
            "Ctrl-C ends with what there is so far. docs/verify.md explains the report.",
            "",
            "Exit status: 0 nothing was found; 1 a violation, or it could not be checked; 2 bad",
            "arguments.",
            "",
            "Examples:",
            "  carillon verify                                   three nodes, and nobody breaks them",
            "  carillon verify --kill --freeze --restart --duration 2m",
            "  carillon verify --rolling-restart 3               all nodes in turn, three times",
            "  sudo carillon verify --partition --seed 7",
            "  carillon verify ws://a:8080/ws ws://b:8080/ws --token TOKEN --duration 10m --json"
        })
final class Verify implements Callable<Integer> {

    private static final int DEFAULT_NODES = 3;

    /** What a run may take beyond its time, until the last fault is over; and a restart in a slow cluster. */
    private static final Duration HEALING = Duration.ofMinutes(2);

    private static final Duration ONE_RESTART = Duration.ofSeconds(45);
    private static final int SMALLEST_STREAM = 1_000;
    private static final int LARGEST_STREAM = 100_000;
    private static final String PREFIX = "verify:";

    private final Surroundings surroundings;

    private volatile @Nullable Lab lab;
    private volatile @Nullable Trial trial;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "URL",
            description =
                    "Endpoints of the nodes of a cluster that runs, ws: or wss:. Its configuration has to give rooms"
                            + " that begin with verify: a stream.")
    private List<String> urls = new ArrayList<>();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Nodes of a cluster of its own, where there is no URL (default: 3).")
    private Optional<Integer> nodes = Optional.empty();

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            defaultValue = "60",
            description = "Connections that listen, in one room each (default: ${DEFAULT-VALUE}).")
    private int subscribers;

    @Option(
            names = "--rooms",
            paramLabel = "N",
            defaultValue = "10",
            description = "Rooms (default: ${DEFAULT-VALUE}).")
    private int rooms;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            defaultValue = "10",
            description = "Connections that publish, in several rooms each (default: ${DEFAULT-VALUE}).")
    private int publishers;

    @Option(
            names = "--rate",
            paramLabel = "MSG/S",
            defaultValue = "100",
            description = "Messages a second, over all rooms (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "128",
            description = "The data of a message, a string; at least 48 (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            description =
                    "How long to publish; longer where a fault is not over, or rounds of --rolling-restart are left"
                            + " (default: ${DEFAULT-VALUE}).")
    private String duration = "";

    @Option(names = "--kill", description = "Kill a node, and start it again.")
    private boolean kill;

    @Option(names = "--freeze", description = "Stop a node's process for a while, and let it go on.")
    private boolean freeze;

    @Option(
            names = "--partition",
            description =
                    "Cut a node off from the others for a while; its clients still reach it. Each node is in a network"
                            + " namespace then, which needs Linux, root and the command ip.")
    private boolean partition;

    @Option(names = "--restart", description = "Tell a node to stop, and start it again.")
    private boolean restart;

    @Option(
            names = "--rolling-restart",
            paramLabel = "ROUNDS",
            defaultValue = "0",
            fallbackValue = "1",
            arity = "0..1",
            description = "Restart all nodes in turn, so many times, before anything else (default: once).")
    private int rounds;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "10s",
            description =
                    "The shortest time between two faults; the next one waits until the cluster is whole and its data"
                            + " has its copies (default: ${DEFAULT-VALUE}).")
    private String every = "";

    @Option(
            names = "--lasting",
            paramLabel = "TIME",
            defaultValue = "20s",
            description = "How long a node is frozen or cut off (default: ${DEFAULT-VALUE}).")
    private String lasting = "";

    @Option(
            names = "--detection",
            paramLabel = "TIME",
            description = "After how much silence the nodes of the own cluster take one for gone (default: the server's"
                    + " 15s).")
    private Optional<String> detection = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeats the choice of faults and nodes of an earlier run, which told its seed.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The token of all clients: join, publish and history in verify:*. Without one it is signed with"
                            + " the first configured key that can; without a key the server is asked for one, which it gives"
                            + " with --dev.")
    private Optional<String> token = Optional.empty();

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    Verify(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Logging.configure(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.ERROR));
        Plan plan = refusing(this::plan);
        Chaos.Habits habits = refusing(this::habits);
        refusing(this::checkTarget);
        surroundings.signals().onStop(this::stop, this::abort);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), surroundings.terminal());
        Outcome outcome = urls.isEmpty() ? onOwnCluster(plan, habits, progress) : onOthers(plan, progress);
        progress.end();
        Main.print(
                spec.commandLine().getOut(),
                json
                        ? outcome.json().put("seed", habits.seed()).encode() + System.lineSeparator()
                        : Report.of(outcome));
        return (outcome.isFaultless() ? ExitStatus.OK : ExitStatus.FAILED).code();
    }

    private Plan plan() {
        return new Plan(
                Long.toString(ThreadLocalRandom.current().nextLong(1L << 30, 1L << 35), Character.MAX_RADIX),
                PREFIX,
                new Plan.Crowd(subscribers, rooms, publishers),
                rate,
                size,
                span("--duration", duration));
    }

    private Chaos.Habits habits() {
        List<FaultKind> kinds = new ArrayList<>();
        if (kill) {
            kinds.add(FaultKind.KILL);
        }
        if (freeze) {
            kinds.add(FaultKind.FREEZE);
        }
        if (partition) {
            kinds.add(FaultKind.PARTITION);
        }
        if (restart) {
            kinds.add(FaultKind.RESTART);
        }
        long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
        return new Chaos.Habits(rounds, kinds, span("--every", every), span("--lasting", lasting), chosen);
    }

    /** What does not go together. */
    private List<Target> checkTarget() {
        boolean isBroken = kill || freeze || partition || restart || rounds > 0;
        if (!urls.isEmpty() && (isBroken || nodes.isPresent() || detection.isPresent())) {
            throw new IllegalArgumentException("URL: found one together with --nodes or a fault; allowed: either, since"
                    + " only a cluster of its own can be broken");
        }
        if (urls.isEmpty() && token.isPresent()) {
            throw new IllegalArgumentException("--token: found one without a URL; allowed: with a URL");
        }
        detection.ifPresent(text -> span("--detection", text));
        return urls.stream().map(Verify::target).toList();
    }

    private static Target target(String url) {
        try {
            return new Target(new URI(url));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL: found " + url + "; allowed: a URL");
        }
    }

    private static Duration span(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    option + ": found " + text + "; allowed: a time span like 500ms, 10s or 5m");
        }
    }

    private Outcome onOthers(Plan plan, ProgressLine progress) throws InterruptedException {
        List<Target> targets = urls.stream().map(Verify::target).toList();
        String mine = token.or(() -> new ClientToken(surroundings.environment(), files, "verify", plan.duration())
                        .find(targets.get(0).uri()))
                .orElse("");
        return run(new Trial(plan, targets, mine, Breakage.NONE, progress::show));
    }

    private Outcome onOwnCluster(Plan plan, Chaos.Habits habits, ProgressLine progress)
            throws IOException, InterruptedException {
        LabSettings settings = refusing(() -> settings(plan));
        try (Lab own = create(settings)) {
            lab = own;
            progress.show("starting " + nodes.orElse(DEFAULT_NODES) + " nodes; seed " + habits.seed() + ", logs in "
                    + own.directory());
            own.start();
            Breakage breakage = habits.isNothing() ? Breakage.NONE : new Chaos(own, habits);
            Outcome outcome = run(new Trial(plan, own.targets(), own.token(plan.duration()), breakage, progress::show));
            if (!outcome.isFaultless()) {
                own.keep();
                spec.commandLine().getErr().println("carillon: seed " + habits.seed() + ", logs in " + own.directory());
            }
            return outcome;
        }
    }

    private Lab create(LabSettings settings) throws IOException {
        try {
            return Lab.create(settings);
        } catch (IllegalArgumentException e) {
            throw misused(e);
        }
    }

    /** Streams that keep a whole run can be compared with it as a whole. */
    private LabSettings settings(Plan plan) {
        int count = nodes.orElse(DEFAULT_NODES);
        long seconds = plan.duration()
                .plus(HEALING)
                .plus(ONE_RESTART.multipliedBy((long) rounds * count))
                .toSeconds();
        double messages = plan.rate() * seconds / rooms;
        int stream = (int) Math.max(SMALLEST_STREAM, Math.min(LARGEST_STREAM, messages));
        LabSettings.Size shape = new LabSettings.Size(count, partition, stream);
        return new LabSettings(
                shape,
                new LabSettings.Program(surroundings.program().get(), files.arguments()),
                detection.map(text -> span("--detection", text)));
    }

    private Outcome run(Trial begun) throws InterruptedException {
        trial = begun;
        return begun.run();
    }

    private void stop() {
        Trial running = trial;
        if (running == null) {
            abort();
        } else {
            running.stop();
        }
    }

    private void abort() {
        Lab own = lab;
        if (own != null) {
            own.close();
        }
        surroundings.haltAs(ExitStatus.FAILED);
    }

    private <T> T refusing(Supplier<T> arguments) {
        try {
            return arguments.get();
        } catch (IllegalArgumentException e) {
            throw misused(e);
        }
    }

    private ParameterException misused(IllegalArgumentException e) {
        return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
}
