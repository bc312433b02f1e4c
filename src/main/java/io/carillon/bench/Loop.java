package io.carillon.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the clients. Everything happens on it, unless said otherwise. */
final class Loop extends VerticleBase {

    /** Handshakes of all event loops that may be under way at once: a server's queue of connections is not endless. */
    private static final int HANDSHAKES = 128;

    /** How long a connection may take until it is in its rooms. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int ENVELOPE = 4096;

    private final Plan plan;
    private final Course course;
    private final Router router;
    private final int loops;
    private final int patience; // ms
    private final Tally tally = new Tally();
    private final Queue<Runnable> toOpen = new ArrayDeque<>();
    private final Set<Member> members = new LinkedHashSet<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<WebSocketClient> clients = new ArrayList<>();
    private final @Nullable Publisher[] byStream;
    private final int[] receivers;
    private final int[] deliveries;
    private int opened;
    private boolean closing;

    /** Tells a stream's publisher, wherever it is, that there is room for more. */
    interface Router {
        void refill(Stream stream);
    }

    /**
     * @param loops how many there are
     */
    Loop(Plan plan, Course course, Router router, int loops) {
        this(plan, course, router, loops, PATIENCE);
    }

    Loop(Plan plan, Course course, Router router, int loops, Duration patience) {
        this.plan = plan;
        this.course = course;
        this.router = router;
        this.loops = loops;
        this.patience = (int) patience.toMillis();
        this.byStream = new Publisher[plan.streams().size()];
        this.receivers = new int[plan.streams().size()];
        this.deliveries = new int[receivers.length];
    }

    @Override
    public Future<?> start() {
        Load load = plan.load();
        for (int i = 1; i <= load.target().addresses(); i++) {
            WebSocketClientOptions options = new WebSocketClientOptions()
                    .setMaxConnections(Integer.MAX_VALUE)
                    .setTryUsePerMessageCompression(load.data().compression())
                    .setMaxFrameSize(load.data().size() + ENVELOPE)
                    .setMaxMessageSize(load.data().size() + ENVELOPE)
                    .setConnectTimeout(patience);
            if (load.target().addresses() > 1) {
                options.setLocalAddress("127.0.0." + i);
            }
            clients.add(vertx.createWebSocketClient(options));
        }
        return Future.succeededFuture();
    }

    /** Any thread. */
    Tally tally() {
        return tally;
    }

    /** The event loop itself, for those who are elsewhere. */
    Context home() {
        return context;
    }

    /**
     * Opens the connections with these numbers, publishers first; a paced number of them at once.
     *
     * @return completes when all are in their rooms, or have failed
     */
    Future<Void> open(List<Integer> publisherNumbers, List<Integer> memberNumbers) {
        Promise<Void> done = Promise.promise();
        int all = publisherNumbers.size() + memberNumbers.size();
        publisherNumbers.forEach(number -> toOpen.add(() -> open(plan.publisher(number), number, all, done)));
        memberNumbers.forEach(number -> toOpen.add(() -> open(plan.member(number), number, all, done)));
        if (all == 0) {
            done.complete();
        }
        for (int i = 0; i < Math.max(1, HANDSHAKES / loops); i++) {
            openNext();
        }
        return done.future();
    }

    private void openNext() {
        Runnable next = toOpen.poll();
        if (next != null && !closing) {
            next.run();
        }
    }

    private void open(Plan.Seat seat, int number, int all, Promise<Void> done) {
        Member member = new Member(this, plan, seat);
        // In a chain, since what cannot be sent throws; of this context, where it goes on also if the time is over.
        ((ContextInternal) context)
                .succeededFuture()
                .compose(nothing -> clients.get(number % clients.size()).connect(options()))
                .compose(member::open)
                .timeout(patience, TimeUnit.MILLISECONDS)
                .onSuccess(nothing -> joined(member))
                .onFailure(cause -> failed(member, cause))
                .onComplete(either -> {
                    opened++;
                    if (opened == all) {
                        done.tryComplete();
                    }
                    openNext();
                });
    }

    private WebSocketConnectOptions options() {
        Load.Target target = plan.load().target();
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setAbsoluteURI(target.server().toString());
        options.setSubProtocols(List.of(target.subprotocol()));
        options.setTimeout(patience);
        target.token().ifPresent(token -> options.addHeader("Authorization", "Bearer " + token));
        return options;
    }

    private void joined(Member member) {
        tally.connected.increment();
        members.add(member);
        member.seat().heard().forEach(stream -> {
            receivers[stream.id()]++;
            if (receivers[stream.id()] == 1) {
                stream.addShare();
            }
        });
        if (!member.seat().own().isEmpty()) {
            Publisher publisher = new Publisher(this, member, plan.load().pace());
            publishers.add(publisher);
            member.seat().own().forEach(stream -> byStream[stream.id()] = publisher);
        }
    }

    private void failed(Member member, Throwable cause) {
        tally.failed.increment();
        tally.problem(
                cause instanceof UpgradeRejectedException refused
                        ? Refusals.explain(refused, plan.load().target())
                        : "a connection did not come about: " + cause.getMessage());
        member.close();
    }

    /** A connection is gone that nobody here has closed. */
    void lost(Member member, String reason) {
        if (closing || !members.remove(member)) {
            return;
        }
        tally.lost.increment();
        tally.problem("a connection was lost: " + reason);
        member.seat().heard().forEach(stream -> receivers[stream.id()]--);
        publishers.removeIf(publisher -> publisher.member() == member);
        member.seat().own().forEach(stream -> byStream[stream.id()] = null);
    }

    /** Starts to publish. */
    void begin(long start) {
        publishers.forEach(publisher -> publisher.begin(plan.streams().size(), start));
        if (!publishers.isEmpty()) {
            vertx.setPeriodic(1, timer -> publishDue());
        }
    }

    private void publishDue() {
        publishers.forEach(publisher -> publisher.tick(course));
    }

    /** The course is over, and what was due before its end since the last look goes out. */
    Future<Void> publishTheRest() {
        publishDue();
        return Future.succeededFuture();
    }

    /** A message has arrived at one of the members. */
    void delivered(Stamp stamp) {
        tally.arrived.increment();
        if (course.isMeasured(stamp.due())) {
            tally.record(System.nanoTime() - stamp.due());
        }
        int id = stamp.stream();
        deliveries[id]++;
        if (deliveries[id] >= receivers[id]) {
            deliveries[id] = 0;
            Stream stream = plan.streams().get(id);
            stream.arrived();
            router.refill(stream);
        }
    }

    /** A message was sent. */
    void published(long due) {
        if (course.isMeasured(due)) {
            tally.published.increment();
        }
    }

    /** The publisher of a stream is here, if anywhere. */
    void refill(Stream stream) {
        Publisher publisher = byStream[stream.id()];
        if (publisher != null) {
            publisher.refill(stream, course);
        }
    }

    Faults faults() {
        Faults all = Faults.NONE;
        for (Member member : members) {
            all = all.plus(member.faults());
        }
        return all;
    }

    /** Hangs up, and counts what was due and has not been sent. */
    Future<Void> hangUp() {
        closing = true;
        publishers.forEach(publisher -> tally.unsent.add(publisher.unsent(course)));
        members.forEach(Member::close);
        return Future.join(clients.stream().map(WebSocketClient::close).toList())
                .mapEmpty();
    }
}
