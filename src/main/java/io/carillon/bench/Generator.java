package io.carillon.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Puts a load on a server and tells what came of it. {@link #run} is called once and blocks; the clients live on event
 * loops of their own.
 */
public final class Generator {

    /** How long is waited for what is missing at the end. */
    private static final long PATIENCE = 3_000_000_000L;

    /** How far ahead of the first message all loops hear of it, in ns. */
    private static final long AHEAD = 20_000_000;

    private static final long LOOK = 20;
    private static final int DIGITS = 3;

    private final Plan plan;
    private final ServerCpu server;
    private final Progress.Watcher watcher;
    private final Duration every;
    private final Course course = new Course();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Loop> loops = new ArrayList<>();
    private final Histogram latencies = new Histogram(DIGITS);
    private Sample last = new Sample(0, 0, 0, 0, OptionalLong.empty());
    private Sample first = last;

    /**
     * @param watcher told how it stands
     * @param every how often
     */
    public Generator(Load load, ServerCpu server, Progress.Watcher watcher, Duration every) {
        this.plan = new Plan(load);
        this.server = server;
        this.watcher = watcher;
        this.every = every;
    }

    /** What has been counted at one time. */
    private record Sample(long time, long published, long arrived, long own, OptionalLong server) {}

    /** Ends the run before its time; {@link #run} returns the figures so far. Any thread. */
    public void stop() {
        stopped.countDown();
    }

    public Figures run() throws InterruptedException {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setPreferNativeTransport(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        Vertx vertx = Vertx.vertx(options);
        try {
            return run(vertx);
        } finally {
            await(vertx.close());
        }
    }

    private Figures run(Vertx vertx) throws InterruptedException {
        int count = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < count; i++) {
            Loop loop = new Loop(plan, course, this::refill, count);
            loops.add(loop);
            await(vertx.deployVerticle(loop));
        }
        last = sample();
        long began = last.time;
        Future<?> open = open();
        watch("connecting", open::isComplete, Long.MAX_VALUE);
        double seconds = (System.nanoTime() - began) / 1e9;
        if (alive() > 0 && stopped.getCount() > 0) {
            load();
        }
        boolean interrupted = System.nanoTime() < course.to();
        course.end(System.nanoTime());
        Sample end = sample();
        Faults faults = settle();
        await(everywhere(Loop::hangUp));
        return figures(seconds, end, faults, interrupted);
    }

    private Future<?> open() {
        Load.Crowd crowd = plan.load().crowd();
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            Loop loop = loops.get(i);
            List<Integer> publishers = share(crowd.publishers(), i);
            List<Integer> members = share(crowd.connections(), i);
            all.add(on(loop, () -> loop.open(publishers, members)));
        }
        return Future.join(all);
    }

    private List<Integer> share(int count, int loop) {
        return IntStream.range(0, count)
                .filter(i -> i % loops.size() == loop)
                .boxed()
                .toList();
    }

    /** Publishes, until the time is over. */
    private void load() throws InterruptedException {
        long start = System.nanoTime() + AHEAD;
        long from = start + plan.load().times().warmup().toNanos();
        course.begin(from, from + plan.load().times().duration().toNanos());
        await(everywhere(loop -> {
            loop.begin(start);
            return Future.succeededFuture();
        }));
        watch("warming up", () -> false, from);
        first = sample();
        watch("measuring", () -> false, course.to());
    }

    /** Waits a while for what is on its way, and tells what did not come. */
    private Faults settle() throws InterruptedException {
        await(everywhere(Loop::publishTheRest));
        long until = System.nanoTime() + PATIENCE;
        Faults faults = faults();
        while (faults.lost() > 0 && System.nanoTime() < until) {
            Thread.sleep(LOOK);
            faults = faults();
        }
        return faults;
    }

    private Faults faults() throws InterruptedException {
        List<Faults> parts = new ArrayList<>();
        for (Loop loop : loops) {
            parts.add(await(on(loop, () -> Future.succeededFuture(loop.faults()))));
        }
        return parts.stream().reduce(Faults.NONE, Faults::plus);
    }

    /** Lets it be seen how it stands, until it is done, the time has come, or nobody is left. */
    private void watch(String phase, Supplier<Boolean> isDone, long until) throws InterruptedException {
        long look = Math.min(every.toMillis(), LOOK);
        long next = System.nanoTime() + every.toNanos();
        boolean connecting = until == Long.MAX_VALUE;
        while (!isDone.get() && System.nanoTime() < until && (connecting || alive() > 0)) {
            long left = Math.max(1, Math.min(look, (until - System.nanoTime()) / 1_000_000));
            if (stopped.await(left, TimeUnit.MILLISECONDS)) {
                return;
            }
            if (System.nanoTime() >= next) {
                next += every.toNanos();
                watcher.see(progress(phase));
            }
        }
    }

    private long alive() {
        return sum(tally -> tally.connected.sum() - tally.lost.sum());
    }

    private Progress progress(String phase) {
        Sample now = sample();
        loops.forEach(loop -> loop.tally().drainTo(latencies));
        double seconds = Math.max(1, now.time - last.time) / 1e9;
        long arrived = now.arrived - last.arrived;
        OptionalDouble cpu = now.server.isPresent() && last.server.isPresent() && arrived > 0
                ? OptionalDouble.of((now.server.getAsLong() - last.server.getAsLong()) / 1000.0 / arrived)
                : OptionalDouble.empty();
        Load.Crowd crowd = plan.load().crowd();
        Progress progress = new Progress(
                phase,
                alive(),
                (long) crowd.connections() + crowd.publishers(),
                (now.published - last.published) / seconds,
                arrived / seconds,
                latencies.getValueAtPercentile(50) / 1000.0,
                latencies.getValueAtPercentile(99) / 1000.0,
                cpu);
        last = now;
        return progress;
    }

    private Sample sample() {
        return new Sample(
                System.nanoTime(),
                plan.streams().stream().mapToLong(Stream::published).sum(),
                sum(tally -> tally.arrived.sum()),
                ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .map(Duration::toNanos)
                        .orElse(0L),
                server.read());
    }

    private Figures figures(double connectSeconds, Sample end, Faults faults, boolean interrupted) {
        loops.forEach(loop -> loop.tally().drainTo(latencies));
        boolean measured = first.time > 0;
        OptionalDouble cpu = measured && first.server.isPresent() && end.server.isPresent()
                ? OptionalDouble.of((double) end.server.getAsLong() - first.server.getAsLong())
                : OptionalDouble.empty();
        return new Figures(
                plan.load(),
                new Figures.Connected(
                        sum(tally -> tally.connected.sum()),
                        sum(tally -> tally.failed.sum()),
                        sum(tally -> tally.lost.sum()),
                        connectSeconds),
                new Figures.Traffic(
                        measured ? (end.time - first.time) / 1e9 : 0,
                        sum(tally -> tally.published.sum()),
                        measured ? end.arrived - first.arrived : 0,
                        sum(tally -> tally.unsent.sum()),
                        sum(tally -> tally.errors.sum()),
                        interrupted,
                        faults),
                latencies,
                new Figures.Cpu(cpu, measured ? end.own - first.own : 0),
                problem());
    }

    private Optional<String> problem() {
        return loops.stream()
                .flatMap(loop -> Optional.ofNullable(loop.tally().problem()).stream())
                .findFirst();
    }

    private long sum(ToLongFunction<Tally> figure) {
        return loops.stream().map(Loop::tally).mapToLong(figure).sum();
    }

    /** To the loop of the stream's publisher; only a window waits for that. */
    private void refill(Stream stream) {
        if (plan.load().pace() instanceof Pace.Window) {
            Loop loop = loops.get(stream.id() % plan.load().crowd().publishers() % loops.size());
            loop.home().runOnContext(nothing -> loop.refill(stream));
        }
    }

    private interface Action<T> {
        Future<T> on(Loop loop);
    }

    private Future<?> everywhere(Action<Void> action) {
        return Future.join(
                loops.stream().map(loop -> on(loop, () -> action.on(loop))).toList());
    }

    private static <T> Future<T> on(Loop loop, Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        loop.home().runOnContext(nothing -> action.get().onComplete(promise));
        return promise.future();
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
