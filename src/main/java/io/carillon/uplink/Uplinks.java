package io.carillon.uplink;

import io.carillon.cluster.BusContext;
import io.carillon.config.Config;
import io.carillon.config.UplinkConfig;
import io.carillon.hub.Hub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The uplinks of the configuration. One node of the cluster runs them, the one that has been there longest, so that
 * nothing moves when another one comes; when it goes, the next one goes on. Any thread.
 */
public final class Uplinks {

    private static final long LOOK_MILLIS = 1_000;

    private final Site site;
    private final Map<UplinkConfig, UplinkCounters> counters = new LinkedHashMap<>();
    private final List<Uplink> running = new ArrayList<>(); // on the event loop
    private Runnable forget = () -> {};
    private long timer;
    private boolean closed;

    private Uplinks(Site site) {
        this.site = site;
        site.config().uplinks().forEach(uplink -> counters.put(uplink, new UplinkCounters(uplink.name())));
    }

    /** Runs them, on this node or, if it has come later, when it is its turn. */
    public static Uplinks start(Vertx vertx, Hub hub, Config config, Clock clock) {
        Uplinks uplinks = new Uplinks(new Site(vertx, BusContext.of((VertxInternal) vertx), hub, config, clock));
        if (!config.uplinks().isEmpty()) {
            uplinks.site.execute(uplinks::watch);
        }
        return uplinks;
    }

    private void watch() {
        forget = site.hub().cluster().onChange(() -> site.execute(this::look));
        timer = site.vertx().setPeriodic(LOOK_MILLIS, id -> look());
        look();
    }

    private void look() {
        boolean isMine = !closed && site.hub().cluster().isOldest();
        if (isMine && running.isEmpty()) {
            counters.forEach((config, counted) -> running.add(new Uplink(site, config, counted)));
            running.forEach(Uplink::open);
        } else if (!isMine) {
            running.forEach(Uplink::close);
            running.clear();
        }
    }

    /** What each has done on this node. */
    public List<UplinkCounters> counters() {
        return List.copyOf(counters.values());
    }

    /** Gives them up, as long as this node is still a part of the cluster; completes when another one may go on. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        site.execute(() -> {
            closed = true;
            forget.run();
            site.vertx().cancelTimer(timer);
            List<Future<Void>> all = running.stream().map(Uplink::close).toList();
            running.clear();
            Future.join(all).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }
}
