package io.carillon.uplink;

import io.carillon.cluster.StreamStore;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of messages from there into the room here: one after the other, so that they stay in order, each under a key
 * that another node would give it, too. It outlives connections. On the uplink's event loop.
 */
final class Inlet {

    private static final Logger LOG = LoggerFactory.getLogger(Inlet.class);

    /** So many may wait, or so many bytes of them; then the socket is not read. */
    private static final int MOST = 512;

    private static final int MOST_BYTES = 1 << 20;

    private static final long FIRST_REST = 100;
    private static final long LONGEST_REST = 5_000;

    private final Site site;
    private final RoomName room;
    private final Sender from;
    private final Bookmark bookmark;
    private final UplinkCounters counters;
    private final Losses losses;
    private final String run = UUID.randomUUID().toString();
    private final Deque<Incoming> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long count;
    private @Nullable Position position;
    private boolean busy;
    private boolean full;
    private boolean closed;
    private long rest = FIRST_REST;
    private Runnable relieved = () -> {};

    Inlet(Site site, Passage passage, Bookmark bookmark, UplinkCounters counters) {
        this.site = site;
        this.room = passage.config().room();
        this.from = passage.self();
        this.bookmark = bookmark;
        this.counters = counters;
        this.losses = new Losses(counters.name(), "in", counters.lostIn());
    }

    /** Where another node has stopped. */
    void resume(@Nullable Position position) {
        this.position = position;
    }

    /** Up to where everything from there has been taken; null where nobody knows. */
    @Nullable
    Position position() {
        return position;
    }

    Losses losses() {
        return losses;
    }

    /** Calls, from now on, whenever {@link #isFull} has ended. */
    void whenRelieved(Runnable task) {
        relieved = task;
    }

    /** Whether nothing more should come for now; it is until half of it has gone. */
    boolean isFull() {
        return full;
    }

    /** Takes one; also where it is full, but whoever goes on with that is the one who fills the heap. */
    void take(Incoming message) {
        Position at = message.at();
        if (at != null) {
            position = at;
        }
        Payload data = message.data();
        if (data != null && data.bytes().length > site.messageLimit()) {
            losses.one("data of " + data.bytes().length + " bytes, above the limit of " + site.messageLimit());
            data = null;
        }
        waiting.add(new Incoming(data, at));
        waitingBytes += bytes(data);
        full |= waiting.size() >= MOST || waitingBytes >= MOST_BYTES;
        next();
    }

    private static int bytes(@Nullable Payload data) {
        return data == null ? 0 : data.bytes().length;
    }

    private void next() {
        while (!busy && !closed) {
            Incoming first = waiting.peek();
            if (first == null) {
                return;
            }
            Payload data = first.data();
            if (data == null) {
                done(first);
            } else {
                Position at = first.at();
                publish(first, data, at == null ? run + ':' + ++count : at.epoch() + ':' + at.offset());
            }
        }
    }

    private void publish(Incoming message, Payload data, String key) {
        busy = true;
        site.whenDone(attempt(data, key), done -> {
            if (closed) {
                return;
            }
            if (done.succeeded()) {
                rest = FIRST_REST;
                counters.in().increment();
                finished(message);
            } else {
                refused(message, data, key, done.cause());
            }
        });
    }

    private Future<Optional<StreamStore.Appended>> attempt(Payload data, String key) {
        try {
            return site.hub()
                    .publish(new StreamStore.Append(
                            room, data, from, key, site.clock().millis()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** What may be taken later waits, and everything behind it; the socket is not read meanwhile. */
    private void refused(Incoming message, Payload data, String key, Throwable cause) {
        if (cause instanceof RefusedException refused && refused.code().retryable()) {
            Long after = refused.retryAfter();
            site.later(Math.max(rest, after == null ? 0 : after), () -> {
                if (!closed) {
                    publish(message, data, key);
                }
            });
            rest = Math.min(LONGEST_REST, rest * 2);
            return;
        }
        if (cause instanceof RefusedException refused) {
            losses.one("refused here with " + refused.code().code());
        } else {
            LOG.error("a message could not be published uplink={}", counters.name(), cause);
            losses.one(ErrorCode.INTERNAL.code());
        }
        finished(message);
    }

    private void finished(Incoming message) {
        busy = false;
        done(message);
        next();
    }

    private void done(Incoming message) {
        waiting.remove();
        waitingBytes -= bytes(message.data());
        Position at = message.at();
        if (at != null) {
            bookmark.note(at);
        }
        if (full && waiting.size() <= MOST / 2 && waitingBytes <= MOST_BYTES / 2) {
            full = false;
            relieved.run();
        }
    }

    void close() {
        closed = true;
        waiting.clear();
    }
}
