package io.carillon.uplink;

import io.carillon.config.UplinkConfig;
import io.carillon.message.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One uplink while this node runs it: its {@link Link} keeps a connection, through whatever ends. What it moves outlives
 * connections: {@link Inlet} and {@link Pump}. Its methods are for any thread, everything else is on its event loop.
 *
 * <pre>
 *  OPENING ──positions known, room here joined──▶ a {@link Link} ──▶ up ⇄ down
 * </pre>
 */
final class Uplink {

    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

    private static final long REST_MILLIS = 1_000;

    private final Site site;
    private final UplinkConfig config;
    private final Passage passage;
    private final UplinkCounters counters;
    private final Bookmark inMark;
    private final Bookmark outMark;
    private final Inlet inlet;
    private @Nullable Pump pump;
    private @Nullable Link link;
    private @Nullable String trouble;
    private boolean rung;
    private boolean everUp;
    private boolean closed;

    Uplink(Site site, UplinkConfig config, UplinkCounters counters) {
        this.site = site;
        this.config = config;
        this.passage = Passage.of(config);
        this.counters = counters;
        // What is configured anew is another uplink: positions of another room mean nothing here.
        String name = config.name()
                + '/'
                + Integer.toHexString(Objects.hash(
                        config.target().url(),
                        config.room().value(),
                        config.remoteRoom().value()));
        this.inMark = new Bookmark(site, name + "/in");
        this.outMark = new Bookmark(site, name + "/out");
        this.inlet = new Inlet(site, passage, inMark, counters);
    }

    UplinkConfig config() {
        return config;
    }

    /** Begins. */
    void open() {
        LOG.info(
                "this node runs an uplink uplink={} url={}",
                config.name(),
                config.target().url().getHost());
        site.execute(this::begin);
    }

    private void begin() {
        if (closed) {
            return;
        }
        Future<Optional<Position>> in = inMark.find();
        Future<Optional<Position>> out = outMark.find();
        site.whenDone(Future.all(in, out), done -> {
            if (done.failed()) {
                site.later(REST_MILLIS, this::begin);
            } else if (!closed) {
                inlet.resume(in.result().orElse(null));
                begin(out.result().orElse(null));
            }
        });
    }

    private void begin(@Nullable Position out) {
        if (!config.direction().goesOut()) {
            connect();
            return;
        }
        Losses losses = new Losses(config.name(), "out", counters.lostOut());
        boolean stream = site.hub().settings(config.room()).stream().isPresent();
        Source source = stream
                ? new StreamSource(site, passage, outMark, out, losses, this::ring)
                : new RoomSource(site, passage, losses, this::ring);
        pump = new Pump(site, source, config.window(), counters, losses);
        site.whenDone(source.open(), opened -> connect());
    }

    /** There is something to be moved: in a later turn, since this comes from within the room. */
    private void ring() {
        if (!rung) {
            rung = true;
            site.execute(() -> {
                rung = false;
                Pump moved = pump;
                if (moved != null && !closed) {
                    moved.go();
                }
            });
        }
    }

    // ---- connections

    private void connect() {
        if (!closed) {
            Link made = config.target()
                    .format()
                    .<Link>map(format -> new CarillonLink(site, passage, format, new Ways()))
                    .orElseGet(() -> new RawLink(site, config, new Ways()));
            link = made;
            inlet.whenRelieved(made::resume);
            made.open();
        }
    }

    /** What its link can do about it. */
    private final class Ways implements Link.Uplink {

        @Override
        public void up(Pump.Exit exit) {
            if (closed) {
                return; // its counters are another one's by now
            }
            if (everUp) {
                counters.reconnects().increment();
            }
            everUp = true;
            trouble = null;
            counters.connected(true);
            LOG.info("connected uplink={}", config.name());
            if (pump != null) {
                pump.attach(exit);
            }
        }

        @Override
        public void down() {
            if (closed) {
                return;
            }
            counters.connected(false);
            if (pump != null) {
                pump.detach();
            }
        }

        @Override
        public void troubled(String what) {
            if (!closed && !what.equals(trouble)) {
                trouble = what;
                LOG.warn(
                        "the server there {} uplink={} url={}",
                        what,
                        config.name(),
                        config.target().url().getHost());
            }
        }

        @Override
        public Inlet inlet() {
            return inlet;
        }
    }

    // ---- the end

    /** Gives it up; completes when whoever goes on can know from where. */
    Future<Void> close() {
        Promise<Void> done = Promise.promise();
        site.execute(() -> {
            closed = true;
            counters.connected(false);
            inlet.close();
            if (pump != null) {
                pump.close();
            }
            Link open = link;
            if (open != null) {
                open.close().onFailure(cause -> {}); // it may be over
            }
            Future.join(inMark.flush(), outMark.flush()).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }
}
