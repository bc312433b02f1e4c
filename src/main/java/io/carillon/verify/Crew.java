package io.carillon.verify;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** One event loop's share of the clients. Everything happens on it, unless said otherwise. */
final class Crew extends VerticleBase {

    private static final int LARGEST = 64 << 20; // a page of history
    private static final int CONNECT_MILLIS = 3_000;
    private static final int CLOSE_SECONDS = 1;
    private static final long TICK = 5;
    private static final long SPREADING = 2_000;
    private static final double SECOND = 1000;

    private final Station.Ground ground;
    private final List<Published> published;
    private final int share;
    private final int shares;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private List<Voice> voices = List.of();
    private int start;
    private boolean isOver;

    /**
     * @param published of all voices
     * @param share which share this is
     * @param shares of how many
     */
    Crew(Station.Ground ground, List<Published> published, int share, int shares) {
        this.ground = ground;
        this.published = published;
        this.share = share;
        this.shares = shares;
    }

    @Override
    public Future<?> start() {
        Station station = station();
        Plan.Crowd crowd = ground.plan().crowd();
        mine(crowd.subscribers()).forEach(number -> subscribers.add(new Subscriber(station, number)));
        mine(crowd.publishers()).forEach(number -> publishers.add(new Publisher(station, number, spoken(number))));
        voices = publishers.stream()
                .flatMap(publisher -> publisher.voices().stream())
                .toList();
        return Future.succeededFuture();
    }

    private Station station() {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(LARGEST)
                .setMaxMessageSize(LARGEST)
                .setConnectTimeout(CONNECT_MILLIS)
                .setClosingTimeout(CLOSE_SECONDS);
        return new Station(vertx, vertx.createWebSocketClient(options), ground);
    }

    private List<Integer> mine(int count) {
        return IntStream.range(0, count)
                .filter(i -> i % shares == share)
                .boxed()
                .toList();
    }

    private List<Published> spoken(int publisher) {
        return published.stream()
                .filter(one -> one.voice().publisher() == publisher)
                .toList();
    }

    /** The event loop itself, for those who are elsewhere. */
    Context home() {
        return context;
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    void open() {
        subscribers.forEach(Subscriber::begin);
        publishers.forEach(Publisher::begin);
    }

    /** Publishes from now on. */
    void begin() {
        start = ground.time().now();
        vertx.setPeriodic(TICK, timer -> tick(ground.time().now() - start));
    }

    /** Each voice has its turn, and all of them together the rate. */
    private void tick(int elapsed) {
        if (isOver) {
            return;
        }
        double turn = SECOND / ground.plan().rate();
        for (Voice voice : voices) {
            double turns = elapsed / turn - voice.index();
            if (turns >= 0) {
                voice.due((int) (turns / published.size()) + 1);
            }
        }
    }

    /** A broken node is back: those that were there return to it, not all at once. */
    void spread() {
        subscribers.forEach(one -> later(one::goHome));
        publishers.forEach(one -> later(one::goHome));
    }

    /** Not in the end any more: whoever is on its way when all of it is looked at would count as one that is not served. */
    private void later(Runnable goHome) {
        vertx.setTimer(soon(), id -> {
            if (!isOver) {
                goHome.run();
            }
        });
    }

    private static long soon() {
        return 1 + ThreadLocalRandom.current().nextLong(SPREADING);
    }

    /** Publishes nothing new. */
    void end() {
        isOver = true;
    }

    /** Whether everything is acknowledged. */
    boolean isDone() {
        return voices.stream().allMatch(Voice::isDone);
    }

    /** Whether all subscribers are in their rooms. */
    boolean isComplete() {
        return subscribers.stream().allMatch(Subscriber::isJoined);
    }

    /** Reads all streams. */
    Future<List<Stored>> read() {
        return new Reader(station()).read();
    }

    void hangUp() {
        subscribers.forEach(Subscriber::close);
        publishers.forEach(Publisher::close);
    }
}
