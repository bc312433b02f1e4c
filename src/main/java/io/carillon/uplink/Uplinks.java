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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The uplinks of the configuration. One node of the cluster runs them, the one that has been there longest, so that
 * nothing moves when another one comes; when it goes, the next one goes on. Any thread.
 */
public final class Uplinks {

    private static final long LOOK_MILLIS = 1_000;

    private final Site site;
    private final Map<String, UplinkCounters> counters = new ConcurrentSkipListMap<>(); // also of those that are gone
    private final Map<String, Uplink> running = new LinkedHashMap<>(); // on the event loop
    private final Set<String> ending = new HashSet<>(); // there, too
    private Runnable forget = () -> {};
    private long timer;
    private boolean watching;
    private boolean closed;

    private Uplinks(Site site) {
        this.site = site;
    }

    private UplinkCounters counters(String name) {
        return counters.computeIfAbsent(name, UplinkCounters::new);
    }

    /** Runs them, on this node or, if it has come later, when it is its turn. */
    public static Uplinks start(Vertx vertx, Hub hub, Supplier<Config> config, Clock clock) {
        Uplinks uplinks = new Uplinks(new Site(vertx, BusContext.of((VertxInternal) vertx), hub, config, clock));
        uplinks.change();
        return uplinks;
    }

    /** The configuration is another one: those that are gone or different end, and others begin. The rest stays as it is. */
    public void change() {
        site.execute(() -> {
            if (watching) {
                look();
            } else if (!closed && !site.config().uplinks().isEmpty()) {
                watch();
            }
        });
    }

    private void watch() {
        watching = true;
        forget = site.hub().cluster().onChange(() -> site.execute(this::look));
        timer = site.vertx().setPeriodic(LOOK_MILLIS, id -> look());
        look();
    }

    private void look() {
        boolean isMine = !closed && site.hub().cluster().isOldest();
        Map<String, UplinkConfig> wanted = new LinkedHashMap<>();
        if (isMine) {
            site.config().uplinks().forEach(uplink -> wanted.put(uplink.name(), uplink));
        }
        Map.copyOf(running).forEach((name, uplink) -> {
            if (!uplink.config().equals(wanted.get(name))) {
                running.remove(name);
                end(name, uplink);
            }
        });
        wanted.forEach((name, config) -> {
            if (!running.containsKey(name) && !ending.contains(name)) {
                Uplink uplink = new Uplink(site, config, counters(name));
                running.put(name, uplink);
                uplink.open();
            }
        });
    }

    /** Another one of the same name goes on where this one has ended. */
    private void end(String name, Uplink uplink) {
        ending.add(name);
        site.whenDone(uplink.close(), closedNow -> {
            ending.remove(name);
            look();
        });
    }

    /** The names of those that are configured now. */
    public Set<String> configured() {
        return site.config().uplinks().stream().map(UplinkConfig::name).collect(Collectors.toSet());
    }

    /** What each has done on this node, those that are not configured any more included. */
    public List<UplinkCounters> counters() {
        configured().forEach(this::counters);
        return List.copyOf(counters.values());
    }

    /** Gives them up, as long as this node is still a part of the cluster; completes when another one may go on. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        site.execute(() -> {
            closed = true;
            forget.run();
            if (watching) {
                site.vertx().cancelTimer(timer);
            }
            List<Future<Void>> all =
                    running.values().stream().map(Uplink::close).toList();
            running.clear();
            Future.join(all).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }
}
