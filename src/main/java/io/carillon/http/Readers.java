package io.carillon.http;

import io.carillon.auth.Access;
import io.carillon.auth.Revocation;
import io.carillon.auth.TokenException;
import io.carillon.hub.Batch;
import io.carillon.hub.Broadcast;
import io.carillon.hub.Ending;
import io.carillon.hub.Entry;
import io.carillon.hub.Hub;
import io.carillon.hub.Shard;
import io.carillon.message.ClientMessage;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers of events on one event loop: how they come in, what they share, and how they are seen off. For that event loop,
 * but {@link #revoked} and {@link #drain}.
 */
final class Readers {

    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    /** What is written at once, in bytes. */
    static final int PIECE = 32 * 1024;
    /** How much may wait for the end of the turn until somebody who can wait should. */
    static final int FEW = 8;

    /** How often tokens and silences are looked at, in ms. */
    private static final long TICK = 250;

    /** When a reader comes back that was cut off, and over what time readers of a node that stops come back; in ms. */
    private static final int RETRY = 1000;

    private static final int SPREAD = 4000;

    private final ApiContext api;
    private final Entrance entrance;
    private final Hub hub;
    private final Shard shard;
    private final LongAdder open;
    private final Vertx vertx;
    private final Context context;
    private final Set<EventStream> streams = new HashSet<>();
    private @Nullable Batch last;
    private Buffer lastEvents = Buffer.buffer();
    private boolean draining;

    /**
     * On the event loop.
     *
     * @param open counts those of all event loops
     */
    Readers(Vertx vertx, ApiContext api, Entrance entrance, LongAdder open) {
        this.open = open;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.api = api;
        this.entrance = entrance;
        this.hub = api.node().hub();
        this.shard = new Shard(task -> context.runOnContext(nothing -> task.run()), this::forgetLast);
        vertx.setPeriodic(TICK, tick -> look());
    }

    Shard shard() {
        return shard;
    }

    long queueLimit() {
        return api.queue();
    }

    // ---- what they share

    /** The events of a batch; made once for all readers of this event loop, from what was encoded once for all. */
    Buffer events(Batch batch) {
        if (batch != last) {
            Buffer events = Buffer.buffer();
            for (int i = 0; i < batch.size(); i++) {
                append(events, batch.get(i));
            }
            last = batch;
            lastEvents = events;
        }
        return lastEvents;
    }

    static Buffer event(Broadcast broadcast) {
        Buffer event = Buffer.buffer();
        append(event, broadcast);
        return event;
    }

    private static void append(Buffer events, Broadcast broadcast) {
        events.appendBytes(broadcast.encoded(EventEncoding.INSTANCE))
                .appendBytes(EventEncoding.end(broadcast.publication().position()));
    }

    private void forgetLast() {
        last = null;
        lastEvents = Buffer.buffer();
    }

    // ---- how they come in

    /**
     * Lets a reader in: it is a member of the room before it is answered.
     *
     * @param from where it says that it is in the room's stream; null where it says nothing
     */
    void open(Exchange exchange, RoomName room, @Nullable String from) {
        Access.refuseReserved(room);
        if (!entrance.isInTime(exchange.request())) {
            throw RefusedException.later("too many handshakes in a second", RETRY);
        }
        if (draining || api.node().draining().getAsBoolean()) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the node is about to stop");
        }
        revokedMeanwhile(exchange);
        if (exchange.response().closed()) {
            return; // while its token was checked; nobody would tell of it any more
        }
        if (!entrance.enter()) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the node has as many connections as it may");
        }
        EventStream stream = new EventStream(
                this, exchange, ConnectionId.next(), api.node().clock().millis(), entrance.origin(exchange.request()));
        streams.add(stream);
        open.increment();
        exchange.response().closeHandler(gone -> closed(stream, CloseCode.ABNORMAL, "the reader is gone"));
        hub.open(stream.connection());
        join(exchange, stream, room, from);
    }

    private void revokedMeanwhile(Exchange exchange) {
        try {
            api.tokens().revocations().check(exchange.grant()); // from here on nothing comes between
        } catch (TokenException e) {
            throw new BearerCheck.Refused(BearerCheck.problem(e));
        }
    }

    private void join(Exchange exchange, EventStream stream, RoomName room, @Nullable String from) {
        Position known = position(from);
        boolean streamed = hub.settings(room).stream().isPresent();
        ClientMessage.Join join = new ClientMessage.Join(null, room, streamed ? known : null, null);
        hub.join(stream.connection(), join)
                .onSuccess(entry -> shard.execute(() -> joined(exchange, stream, room, entry, from != null)))
                .onFailure(cause -> shard.execute(() -> {
                    if (!stream.isClosed()) {
                        closed(stream, CloseCode.NORMAL, "the room could not be joined");
                        exchange.refuse(cause);
                    }
                }));
    }

    /** {@code EPOCH:OFFSET}; null where it is something else, and so cannot be gone on from. */
    private static @Nullable Position position(@Nullable String id) {
        int colon = id == null ? -1 : id.lastIndexOf(':');
        if (id == null || colon < 1) {
            return null;
        }
        try {
            return new Position(id.substring(0, colon), Long.parseLong(id.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @param comesBack whether the reader has been here before, as it says */
    private void joined(Exchange exchange, EventStream stream, RoomName room, Entry entry, boolean comesBack) {
        if (stream.isClosed()) {
            return;
        }
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no") // a proxy that waited for more would hold everything up
                .putHeader("Carillon-Connection", stream.connection().id());
        Buffer first = Buffer.buffer("retry: " + RETRY + "\n");
        if (entry.start() == null) {
            first.appendBytes(comesBack ? noStream(room) : EventEncoding.end(null));
        } else {
            Position at = entry.start().position();
            if (comesBack && !Boolean.TRUE.equals(entry.start().recovered())) {
                first.appendBytes(EventEncoding.INSTANCE.encode(new ServerMessage.Reset(room, at)));
            }
            first.appendBytes(EventEncoding.end(at)); // without an event it is remembered all the same
        }
        Rest.drop(exchange.request());
        stream.begin(first);
        entry.begin().run();
    }

    /** Who says where it was in a room that has no stream any more, is told so, and to forget it. */
    private static byte[] noStream(RoomName room) {
        JsonObject reset = new JsonObject().put("type", "reset").put("room", room.value());
        return Buffer.buffer(EventEncoding.event("reset", reset.toBuffer().getBytes()))
                .appendString("id\n\n")
                .getBytes();
    }

    // ---- how they are seen off

    /** A reader is gone, or will be at once; nothing where that is known. */
    void closed(EventStream stream, CloseCode code, String reason) {
        if (!streams.remove(stream)) {
            return;
        }
        open.decrement();
        long queued = stream.queued();
        stream.end();
        boolean left = code.equals(CloseCode.ABNORMAL);
        Ending.Side side = left ? Ending.Side.CLIENT : Ending.Side.SERVER; // to hang up is how a reader says goodbye
        Ending ending = new Ending(side, code.code(), reason, null, queued);
        hub.close(stream.connection(), ending, CloseCode.isToBeOpenedAgain(code.code()));
        hub.services().closed(stream.connection(), code.code(), reason);
        entrance.leave();
        LOG.debug(
                "closed events connection={} user={} code={} reason={}",
                stream.connection().id(),
                stream.connection().user(),
                code.code(),
                reason);
    }

    private void look() {
        long now = api.node().clock().millis();
        long nanos = System.nanoTime();
        long silence = TimeUnit.MILLISECONDS.toNanos(api.config().heartbeat().toMillis());
        for (EventStream stream : List.copyOf(streams)) {
            OptionalLong expires = stream.grant().expires();
            if (expires.isPresent() && now >= expires.getAsLong() + api.leeway()) {
                stream.close(CloseCode.TOKEN_EXPIRED, "the token expired");
            } else {
                stream.beat(nanos, silence);
            }
        }
    }

    /** Ends those whose tokens were revoked. Any thread; completes with how many there were. */
    Future<Integer> revoked(Revocation revocation) {
        Promise<Integer> affected = Promise.promise();
        shard.execute(() -> {
            List<EventStream> found = streams.stream()
                    .filter(stream -> revocation.covers(stream.grant()))
                    .toList();
            found.forEach(stream -> stream.close(CloseCode.REVOKED, "the token was revoked"));
            affected.complete(found.size());
        });
        return affected.future();
    }

    /** Says goodbye to all, evenly over the time. Any thread. */
    void drain(long millis) {
        shard.execute(() -> {
            draining = true;
            List<EventStream> all = new ArrayList<>(streams);
            Collections.shuffle(all);
            for (int i = 0; i < all.size(); i++) {
                EventStream stream = all.get(i);
                long share = Math.max(1, millis * i / all.size());
                stream.drain(share, RETRY + ThreadLocalRandom.current().nextInt(SPREAD));
                vertx.setTimer(share, over -> stream.close(CloseCode.SERVER_RESTART, "the node stops"));
            }
        });
    }
}
