package io.carillon.uplink;

import io.carillon.client.Backoff;
import io.carillon.client.Dialer;
import io.carillon.client.HandshakeException;
import io.carillon.client.Line;
import io.carillon.client.Verdict;
import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.codec.Values;
import io.carillon.config.KeepAliveConfig;
import io.carillon.config.UplinkConfig;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that is not Carillon's: each WebSocket message is the data of one of a room. On the uplink's event loop.
 */
final class RawLink implements Link {

    /** After so long a connection is one that works. */
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int NORMAL = 1000;

    private final Site site;
    private final UplinkConfig config;
    private final Link.Uplink uplink;
    private final Destination there;
    private final Dialer dialer;
    private final Backoff backoff;
    private @Nullable Line line;
    private boolean closed;

    RawLink(Site site, UplinkConfig config, Link.Uplink uplink) {
        this.site = site;
        this.config = config;
        this.uplink = uplink;
        this.there = new Destination(site, config.target());
        this.dialer = new Dialer(
                site.vertx(),
                new Dialer.Target(
                        config.target().url(),
                        config.target().protocol().orElse(null),
                        there.headers(),
                        there.trust(),
                        there.largest()));
        this.backoff = new Backoff(
                config.reconnect().base().toMillis(),
                config.reconnect().cap().toMillis(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public void open() {
        if (!closed && there.hasTokenFile()) {
            site.whenDone(there.tokenOfFile(), token -> {
                if (token.succeeded()) {
                    dial(token.result());
                } else {
                    failed(token.cause());
                }
            });
        } else {
            dial(there.fixedToken());
        }
    }

    private void dial(@Nullable String token) {
        if (!closed) {
            dialer.dial(token).onSuccess(this::connected).onFailure(this::failed);
        }
    }

    private void failed(Throwable cause) {
        uplink.troubled(Trouble.of(cause));
        if (cause instanceof HandshakeException refused) {
            boolean hardly = Verdict.ofStatus(refused.status()) != Verdict.AGAIN;
            again(Math.max(hardly ? backoff.longest() : backoff.next(), refused.retryAfter()));
        } else {
            again(backoff.next());
        }
    }

    private void again(long millis) {
        if (!closed) {
            site.later(millis, this::open);
        }
    }

    private void connected(WebSocket socket) {
        if (closed) {
            socket.close();
            return;
        }
        Line open = new Line(site.vertx(), socket, new Session(System.nanoTime()));
        line = open;
        KeepAliveConfig keepAlive = site.config().keepAlive();
        open.keepAlive(keepAlive.interval(), keepAlive.timeout());
        if (uplink.inlet().isFull()) {
            open.pause();
        }
        uplink.up(this::send);
    }

    /** One connection. */
    private final class Session implements Line.Owner {

        private final long since;

        Session(long since) {
            this.since = since;
        }

        @Override
        public void heard(Buffer message, boolean text) {
            if (config.direction().comesIn()) {
                take(text ? textual(message) : Values.of(message.getBytes()));
            }
        }

        @Override
        public void ended(int code, String how) {
            line = null;
            if (closed) {
                return;
            }
            uplink.down();
            uplink.troubled(Trouble.of(code, how));
            if (System.nanoTime() - since >= CALM_NANOS) {
                backoff.reset();
            }
            // To whom nothing is promised it is worth another attempt where the server just says goodbye.
            boolean hardly = Verdict.ofClose(code) == Verdict.STOP && code != NORMAL;
            again(hardly ? backoff.longest() : backoff.next());
        }
    }

    private void take(Payload data) {
        uplink.inlet().take(new Incoming(data, null));
        Line open = line;
        if (open != null && uplink.inlet().isFull()) {
            open.pause();
        }
    }

    @Override
    public void resume() {
        Line open = line;
        if (open != null) {
            open.resume();
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        Line open = line;
        Future<Void> done = open == null ? Future.succeededFuture() : open.close();
        return done.onComplete(either -> dialer.close());
    }

    /** What is no JSON value, or one that not every format could express, is the text itself. */
    private Payload textual(Buffer message) {
        if (!config.text()) {
            try {
                return Values.parse(message.getBytes());
            } catch (CodecException e) {
                return string(message);
            }
        }
        return string(message);
    }

    private static Payload string(Buffer message) {
        return Values.of(message.toString(StandardCharsets.UTF_8));
    }

    private Future<Void> send(Outgoing message) {
        Payload data = message.data();
        return data == null ? Future.succeededFuture() : send(data);
    }

    private Future<Void> send(Payload data) {
        Line open = line;
        if (open == null) {
            return Future.failedFuture("the connection is over");
        }
        boolean looks = config.text() || data.format() != Format.JSON;
        Object value = looks ? PayloadReader.read(data) : null;
        if (value instanceof byte[] bytes) {
            return open.write(Buffer.buffer(bytes), false);
        }
        return open.write(
                Buffer.buffer(
                        config.text() && value instanceof String text
                                ? text
                                : new String(Values.json(data), StandardCharsets.UTF_8)),
                true);
    }
}
