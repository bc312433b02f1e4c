package io.carillon.cli;

import io.carillon.bench.Figures;
import io.carillon.bench.Generator;
import io.carillon.bench.Load;
import io.carillon.bench.Pace;
import io.carillon.bench.Report;
import io.carillon.bench.ServerCpu;
import io.carillon.config.Durations;
import io.carillon.config.LogConfig;
import io.carillon.config.Sizes;
import io.carillon.message.Format;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads a server and tells what it stood. */
@Command(
        name = "bench",
        description = "Loads a server with clients and messages, and tells latency, throughput and what was lost.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Members join rooms, publishers publish there, and it is checked that every message",
            "comes to every member, once, in order. Prints results on stdout, progress on",
            "stderr. Ctrl-C ends with the figures so far.",
            "",
            "Exit status: 0 where nothing was lost, doubled or out of order, and nobody was",
            "refused or cut off; 2 bad arguments; else 1.",
            "",
            "Examples, with 'carillon serve --dev' in another terminal:",
            "  carillon bench                                 100 members, 100 messages a second",
            "  carillon bench --connections 1000 --window 4   as fast as the server delivers",
            "  carillon bench --rate 20 --metrics http://127.0.0.1:9080/metrics",
            "  carillon bench --connections 9000 --idle --duration 5m --from-addresses 2",
            "  carillon bench wss://chat.example/ws --token TOKEN --json"
        })
final class Bench implements Callable<Integer> {

    private static final int ROOMS_OF_A_PUBLISHER = 50;
    private static final double DEFAULT_RATE = 100;

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = "ws://127.0.0.1:8080/ws",
            description = "The endpoint, ws: or wss: (default: ${DEFAULT-VALUE}).")
    private String url = "";

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "100",
            description = "Members, spread evenly over the rooms (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--rooms", paramLabel = "N", defaultValue = "1", description = "Rooms (default: ${DEFAULT-VALUE}).")
    private int rooms;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description = "Connections besides, which publish in the rooms in turn and do not hear themselves"
                    + " (default: one for each 50 rooms).")
    private Optional<Integer> publishers = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "MSG/S",
            description = "Open loop: messages a second over all rooms, due at fixed times, from which latency counts"
                    + " (default: 100).")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Closed loop instead: as fast as the server delivers, with N messages on their way in each"
                    + " room.")
    private Optional<Integer> window = Optional.empty();

    @Option(names = "--idle", description = "Nobody publishes: connects, joins, and stays.")
    private boolean idle;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "128",
            description = "The data of a message, a string, like 128 or 4KiB; at least 48 (default: ${DEFAULT-VALUE}).")
    private String size = "";

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "json",
            completionCandidates = Choices.Formats.class,
            description = "json, msgpack or bson (default: ${DEFAULT-VALUE}).")
    private String format = "";

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            description = "What clients ask for, where it is not carillon.v1.FORMAT.")
    private Optional<String> subprotocol = Optional.empty();

    @Option(names = "--compression", description = "Offer permessage-deflate.")
    private boolean compression;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "Load that does not count, before what counts (default: ${DEFAULT-VALUE}).")
    private String warmup = "";

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Load that counts (default: ${DEFAULT-VALUE}).")
    private String duration = "";

    @Option(
            names = "--room-prefix",
            paramLabel = "TEXT",
            defaultValue = "bench:",
            description = "What names of rooms begin with; a number follows (default: ${DEFAULT-VALUE}).")
    private String prefix = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token of all clients. Without one it is signed with the first configured key that can;"
                    + " without a key the server is asked for one, which it gives with --dev.")
    private Optional<String> token = Optional.empty();

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(
            names = "--from-addresses",
            paramLabel = "N",
            defaultValue = "1",
            description = "Connect from 127.0.0.1 to 127.0.0.N, to a server on this machine: one address has some"
                    + " 28000 ports (default: ${DEFAULT-VALUE}).")
    private int addresses;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "The server's process on this machine, to tell its CPU.")
    private Optional<Long> pid = Optional.empty();

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = "The server's metrics, like http://127.0.0.1:9080/metrics, to tell its CPU.")
    private Optional<String> metrics = Optional.empty();

    @Option(
            names = "--json",
            description = "Print the figures as one JSON object; names tell units, null is no figure.")
    private boolean json;

    Bench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        // What a library warns of is counted, and told in the end.
        Logging.configure(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.ERROR));
        Load load = refusing(this::load);
        ServerCpu server = refusing(this::server);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), surroundings.terminal());
        Generator generator = new Generator(load, server, progress, progress.every());
        surroundings.signals().onStop(generator::stop, () -> surroundings.haltAs(ExitStatus.FAILED));
        Figures figures = generator.run();
        progress.end();
        String text = json ? figures.json().encode() + System.lineSeparator() : Report.of(figures);
        Main.print(spec.commandLine().getOut(), text);
        figures.problem()
                .filter(problem -> json)
                .ifPresent(problem -> spec.commandLine().getErr().println("carillon: " + problem));
        return (figures.isFaultless() ? ExitStatus.OK : ExitStatus.FAILED).code();
    }

    private Load load() {
        Format chosen = format();
        Pace pace = pace();
        int pairs = Math.max(1, (rooms + ROOMS_OF_A_PUBLISHER - 1) / ROOMS_OF_A_PUBLISHER);
        Load.Crowd crowd = new Load.Crowd(connections, rooms, publishers.orElse(idle ? 0 : pairs), prefix);
        Load.Data data = new Load.Data(chosen, (int) Math.min(Integer.MAX_VALUE, bytes()), compression);
        Load.Times times = new Load.Times(span("--warmup", warmup), span("--duration", duration));
        URI server = uri("URL", url);
        String asked = subprotocol.orElse("carillon.v1." + chosen);
        Load.Target unsigned = new Load.Target(server, asked, Optional.empty(), addresses);
        Load checked = new Load(unsigned, crowd, data, pace, times);
        Optional<String> mine =
                token.or(() -> new ClientToken(surroundings.environment(), files, "bench", whole(times)).find(server));
        return new Load(new Load.Target(server, asked, mine, addresses), crowd, data, checked.pace(), times);
    }

    private static Duration whole(Load.Times times) {
        return times.warmup().plus(times.duration());
    }

    private Pace pace() {
        long said = (rate.isPresent() ? 1 : 0) + (window.isPresent() ? 1 : 0) + (idle ? 1 : 0);
        if (said > 1) {
            throw new IllegalArgumentException("--rate, --window, --idle: found " + said + "; allowed: one of them");
        }
        if (idle) {
            return new Pace.Idle();
        }
        return window.<Pace>map(Pace.Window::new).orElseGet(() -> new Pace.Rate(rate.orElse(DEFAULT_RATE)));
    }

    private Format format() {
        return Arrays.stream(Format.values())
                .filter(known -> known.toString().equals(format))
                .findFirst()
                .orElseThrow(() -> misused("--format", format, "json, msgpack, bson"));
    }

    private long bytes() {
        try {
            return Sizes.parse(size);
        } catch (IllegalArgumentException e) {
            throw misused("--size", size, "a size like 128, 4KiB or 1MiB");
        }
    }

    private static Duration span(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw misused(option, text, "a time span like 500ms, 10s or 5m");
        }
    }

    private ServerCpu server() {
        if (pid.isPresent() && metrics.isPresent()) {
            throw new IllegalArgumentException("--server-pid, --metrics: found both; allowed: one of them");
        }
        if (pid.isPresent()) {
            return readable(
                    ServerCpu.ofProcess(pid.get()), "--server-pid", pid.get(), "a process on this Linux machine");
        }
        return metrics.map(text -> readable(
                        ServerCpu.ofMetrics(http(text)),
                        "--metrics",
                        text,
                        "a URL that answers with process_cpu_time_ns_total or process_cpu_seconds_total"))
                .orElse(ServerCpu.UNKNOWN);
    }

    private static URI http(String text) {
        URI uri = uri("--metrics", text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw misused("--metrics", text, "like http://127.0.0.1:9080/metrics");
        }
        return uri;
    }

    private static ServerCpu readable(ServerCpu cpu, String option, Object found, String allowed) {
        if (cpu.read().isEmpty()) {
            throw misused(option, found, allowed);
        }
        return cpu;
    }

    private static URI uri(String option, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw misused(option, text, "a URL");
        }
    }

    private static IllegalArgumentException misused(String option, Object found, String allowed) {
        return new IllegalArgumentException(option + ": found " + found + "; allowed: " + allowed);
    }

    private <T> T refusing(Supplier<T> arguments) {
        try {
            return arguments.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
