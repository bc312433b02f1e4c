package io.carillon.verify;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A run: clients publish and listen while somebody breaks what they are connected to, and what they were told is checked.
 * {@link #run} is called once and blocks; the clients live on event loops of their own.
 */
public final class Trial {

    /** Somebody who watches. */
    public interface Watcher {
        /** Called every second or so, on the thread that runs the trial. */
        void see(String line);
    }

    /** So long all clients may take to come into their rooms in the beginning; in ms, as the others. */
    private static final int ARRIVAL = 60_000;

    /** So long what is published may take to be acknowledged when the cluster is whole again. */
    private static final int DRAINING = 60_000;

    private static final int READING = 120_000;

    /** So long subscribers may take for the last messages: quiet rooms are looked after every 5 s. */
    private static final int SETTLING = 30_000;

    private static final int LOOK = 50;
    private static final int SEE = 1_000;

    private final Plan plan;
    private final Breakage breakage;
    private final Watcher watcher;
    private final Station.Ground ground;
    private final List<Published> published;
    private final List<Crew> crews = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int seen;
    private long healed;
    private long lastReceived;

    /**
     * @param targets the nodes' endpoints
     * @param token of all clients
     */
    public Trial(Plan plan, List<Target> targets, String token, Breakage breakage, Watcher watcher) {
        this.plan = plan;
        this.breakage = breakage;
        this.watcher = watcher;
        this.ground = new Station.Ground(plan, targets, token, new Timeline(), new Tally());
        this.published = plan.voices().stream().map(Published::new).toList();
    }

    /** Ends the load before its time; what there is until then is checked all the same. Any thread. */
    public void stop() {
        stopped.countDown();
    }

    public Outcome run() throws InterruptedException {
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

    private Outcome run(Vertx vertx) throws InterruptedException {
        int count = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < count; i++) {
            Crew crew = new Crew(ground, published, i, count);
            crews.add(crew);
            await(vertx.deployVerticle(crew));
        }
        everywhere(Crew::open);
        watch("connecting", () -> isOver() || all(Crew::isComplete), ARRIVAL);
        boolean arrived = !isOver() && all(Crew::isComplete);
        int began = now();
        if (arrived) {
            load();
        }
        int ended = now();
        everywhere(Crew::end);
        watch("waiting for acknowledgements", () -> all(Crew::isDone), arrived ? DRAINING : 0);
        List<@Nullable Stored> stored = arrived ? read() : nothing();
        watch("waiting for the last messages", () -> hasEverything(stored), arrived ? SETTLING : 0);
        everywhere(Crew::hangUp);
        breakage.problem().ifPresent(ground.tally()::problem);
        Evidence evidence = new Evidence(plan, published, journals(), stored);
        return new Outcome(
                plan,
                evidence,
                Checker.check(evidence),
                ground.tally(),
                breakage.events(),
                new Outcome.Span(began, ended));
    }

    /** Publishes, and has things broken, until the time is over, and goes on until all is whole. */
    private void load() throws InterruptedException {
        everywhere(Crew::begin);
        breakage.begin(ground.time());
        int until = now() + (int) plan.duration().toMillis();
        watch(
                "running",
                () -> isOver() || breakage.problem().isPresent() || (now() >= until && !breakage.hasMore()),
                Integer.MAX_VALUE);
        watch("waiting for the cluster to be whole", breakage::end, Integer.MAX_VALUE);
    }

    /** There is no use in going on. */
    private boolean isOver() {
        return stopped.getCount() == 0 || ground.tally().problem() != null;
    }

    private List<@Nullable Stored> read() throws InterruptedException {
        Future<List<Stored>> reading = on(crews.get(0), Crew::read);
        watch("reading the streams", reading::isComplete, READING);
        return reading.succeeded() ? new ArrayList<>(reading.result()) : nothing();
    }

    private List<@Nullable Stored> nothing() {
        List<@Nullable Stored> nothing = new ArrayList<>();
        for (int i = 0; i < plan.crowd().rooms(); i++) {
            nothing.add(null);
        }
        return nothing;
    }

    private boolean hasEverything(List<@Nullable Stored> stored) {
        return crews.stream().flatMap(crew -> crew.subscribers().stream()).allMatch(subscriber -> {
            Stored room = stored.get(plan.roomOf(subscriber.journal().subscriber()));
            return room == null || subscriber.has(room.offset());
        });
    }

    private List<Journal> journals() {
        return crews.stream()
                .flatMap(crew -> crew.subscribers().stream())
                .map(Subscriber::journal)
                .toList();
    }

    private int now() {
        return ground.time().now();
    }

    /** Lets it be seen how it stands until something is so, or it has taken too long; tells whether it is. */
    private boolean watch(String phase, BooleanSupplier isDone, int limit) throws InterruptedException {
        long until = (long) now() + limit;
        while (!isDone.getAsBoolean()) {
            if (now() > until) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK);
            spread();
            if (now() - seen >= SEE) {
                see(phase);
            }
        }
        return true;
    }

    /** After each fault. */
    private void spread() throws InterruptedException {
        long whole = breakage.events().stream()
                .filter(fault -> fault.whole() != null)
                .count();
        if (whole > healed) {
            healed = whole;
            everywhere(Crew::spread);
        }
    }

    private void see(String phase) {
        Tally tally = ground.tally();
        int now = now();
        long received = tally.received.sum();
        double perSecond = (received - lastReceived) * 1000.0 / Math.max(1, now - seen);
        List<FaultEvent> events = breakage.events();
        String fault = events.isEmpty()
                ? ""
                : ", last fault " + events.get(events.size() - 1).text();
        watcher.see(String.format(
                Locale.ROOT,
                "%s %s: %d/%d in their rooms, %,d published, %,d waiting, %,.0f received/s%s",
                Timeline.text(now),
                phase,
                tally.inRooms.sum(),
                plan.crowd().subscribers(),
                tally.published.sum(),
                tally.published.sum() - tally.acknowledged.sum(),
                perSecond,
                fault));
        seen = now;
        lastReceived = received;
    }

    private boolean all(Predicate<Crew> condition) {
        try {
            for (Crew crew : crews) {
                if (!await(on(crew, one -> Future.succeededFuture(condition.test(one))))) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void everywhere(Consumer<Crew> action) throws InterruptedException {
        for (Crew crew : crews) {
            await(on(crew, one -> {
                action.accept(one);
                return Future.succeededFuture();
            }));
        }
    }

    private static <T> Future<T> on(Crew crew, Function<Crew, Future<T>> action) {
        Promise<T> promise = Promise.promise();
        crew.home().runOnContext(nothing -> action.apply(crew).onComplete(promise));
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
