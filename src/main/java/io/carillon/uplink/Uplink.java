package io.carillon.uplink;

import io.carillon.config.UplinkConfig;
import io.carillon.message.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import java.net.ConnectException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One uplink while this node runs it: keeps a connection, through whatever ends. What it moves outlives connections: {@link
 * Inlet} and {@link Pump}. Its methods are for any thread, everything else is on its event loop.
 *
 * <pre>
 *  OPENING ──positions known, room joined──▶ DIALING ◀──after a pause── (ended)
 *                                               └──connected──▶ a {@link Link}, until it ends
 * </pre>
 */
final class Uplink {

    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

    private static final long REST_MILLIS = 1_000;

    /** After so long a connection is one that works. */
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int CLIENT_ERROR = 400;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final Site site;
    private final UplinkConfig config;
    private final Passage passage;
    private final UplinkCounters counters;
    private final Dialer dialer;
    private final Backoff backoff;
    private final Bookmark inMark;
    private final Bookmark outMark;
    private final Inlet inlet;
    private @Nullable Pump pump;
    private @Nullable Line line;
    private @Nullable String trouble;
    private boolean rung;
    private boolean everUp;
    private boolean closed;

    Uplink(Site site, UplinkConfig config, UplinkCounters counters) {
        this.site = site;
        this.config = config;
        this.passage = Passage.of(config);
        this.counters = counters;
        this.dialer = new Dialer(site, config.target());
        this.backoff = new Backoff(
                config.reconnect(), () -> ThreadLocalRandom.current().nextDouble());
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
            dial();
            return;
        }
        Losses losses = new Losses(config.name(), "out", counters.lostOut());
        boolean stream = site.hub().settings(config.room()).stream().isPresent();
        Source source = stream
                ? new StreamSource(site, passage, outMark, out, losses, this::ring)
                : new RoomSource(site, passage, losses, this::ring);
        pump = new Pump(site, source, config.window(), counters, losses);
        site.whenDone(source.open(), opened -> dial());
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

    private void dial() {
        if (closed) {
            return;
        }
        dialer.dial().onSuccess(this::connected).onFailure(this::failed);
    }

    private void connected(WebSocket socket) {
        if (closed) {
            socket.close();
            return;
        }
        new Session(socket);
    }

    private void failed(Throwable cause) {
        if (cause instanceof UpgradeRejectedException refused) {
            int status = refused.getStatus();
            boolean hardly = status >= CLIENT_ERROR && status < SERVER_ERROR && status != TOO_MANY && status != TIMEOUT;
            troubled("refused the handshake with " + status);
            again(Math.max(hardly ? backoff.longest() : backoff.next(), retryAfter(refused)));
        } else {
            troubled("cannot be connected to: " + reason(cause));
            again(backoff.next());
        }
    }

    /** Of TLS the message alone says nothing. */
    private static String reason(Throwable cause) {
        Throwable why = cause.getCause();
        return why == null || cause instanceof ConnectException
                ? String.valueOf(cause.getMessage())
                : cause.getMessage() + ": " + why.getMessage();
    }

    private static long retryAfter(UpgradeRejectedException refused) {
        String seconds = refused.getHeaders().get("Retry-After");
        return seconds != null && seconds.matches("\\d{1,4}") ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)) : 0;
    }

    private void again(long millis) {
        if (!closed) {
            site.later(millis, this::dial);
        }
    }

    /** Once for each kind of trouble, until it is over. */
    private void troubled(String what) {
        if (!closed && !what.equals(trouble)) {
            trouble = what;
            LOG.warn(
                    "the server there {} uplink={} url={}",
                    what,
                    config.name(),
                    config.target().url().getHost());
        }
    }

    /** One connection. */
    private final class Session implements Line.Owner, Link.Uplink {

        private final Line own;
        private final Link link;
        private long upSince;
        private boolean up;

        Session(WebSocket socket) {
            own = new Line(site, socket, this);
            line = own;
            inlet.whenRelieved(own::resume);
            link = config.target()
                    .format()
                    .<Link>map(format -> new CarillonLink(site, passage, format, this, own, dialer))
                    .orElseGet(() -> new RawLink(config, this, own));
            if (inlet.isFull()) {
                own.pause();
            }
        }

        @Override
        public void heard(Buffer message, boolean text) {
            link.heard(message, text);
        }

        @Override
        public void look() {
            link.look();
        }

        @Override
        public Inlet inlet() {
            return inlet;
        }

        @Override
        public void ready(Pump.Exit exit) {
            up = true;
            upSince = System.nanoTime();
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
        public void ended(Verdict verdict, String how) {
            line = null;
            link.ended();
            counters.connected(false);
            if (pump != null) {
                pump.detach();
            }
            if (up && System.nanoTime() - upSince >= CALM_NANOS) {
                backoff.reset();
            }
            troubled(how);
            again(verdict == Verdict.HARDLY ? backoff.longest() : backoff.next());
        }
    }

    // ---- the end

    /** Gives it up; completes when whoever goes on can know from where. */
    Future<Void> close() {
        Promise<Void> done = Promise.promise();
        site.execute(() -> {
            closed = true;
            inlet.close();
            if (pump != null) {
                pump.close();
            }
            Line open = line;
            if (open != null) {
                open.hangUp(Verdict.AGAIN, "hung up");
            }
            dialer.close();
            Future.join(inMark.flush(), outMark.flush()).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }
}
