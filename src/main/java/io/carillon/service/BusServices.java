package io.carillon.service;

import io.carillon.cluster.BusContext;
import io.carillon.codec.CodecException;
import io.carillon.codec.VertxValue;
import io.carillon.config.Config;
import io.carillon.hub.Connection;
import io.carillon.hub.Services;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.TraceParent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services on the event bus that a node has to do with: those that answer its clients' calls ({@code
 * carillon.call.METHOD}), those that get the messages of its rooms ({@code carillon.room.ROOM}), and those that want to know
 * who comes and goes ({@code carillon.events}). What goes out does so from one event loop, in order.
 */
public final class BusServices implements Services {

    private static final Logger LOG = LoggerFactory.getLogger(BusServices.class);

    static final String CALL = "carillon.call.";
    static final String ROOM = "carillon.room.";
    static final String EVENTS = "carillon.events";

    /** What a service may answer with, before its reason. */
    private static final String BEFORE_REASON = ": ";
    /** What is passed on of what a service says when it fails, in UTF-16 code units; it is for people. */
    private static final int LONGEST_FAILURE = 1024;

    /**
     * What services are told and the operating system has not taken yet, in bytes; what is more is dropped. Where several
     * nodes listen to one address, the event bus says when the first of them has been written to.
     */
    private static final long MOST_WAITING = 8 << 20;
    /** What a message on the event bus costs beside its data, about. */
    private static final int OVERHEAD = 512;

    private final EventBus bus;
    private final Context context;
    private final String node;
    private final Supplier<Config> config;
    private final Clock clock;
    private final AtomicLong waiting = new AtomicLong();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param node this node's id
     * @param config says now how long a call may take, and whether anybody wants to know who comes and goes
     */
    public BusServices(Vertx vertx, String node, Supplier<Config> config, Clock clock) {
        this.bus = vertx.eventBus();
        this.context = BusContext.of((VertxInternal) vertx);
        this.node = node;
        this.config = config;
        this.clock = clock;
    }

    // ---- calls

    @Override
    public Future<Payload> call(Call call) {
        long timeout = config.get().call().timeout().toMillis();
        DeliveryOptions options = new DeliveryOptions()
                .setSendTimeout(timeout)
                .addHeader("user", call.user())
                .addHeader("connection", call.connection())
                .addHeader("claims", call.claims());
        trace(options, call.trace());
        return Future.succeededFuture() // in a chain, since an event bus that is closing throws
                .compose(begun -> bus.request(CALL + call.method(), VertxValue.of(call.data()), options))
                .map(Message::body)
                .recover(cause -> Future.failedFuture(refusal(call, cause, timeout)))
                .map(answer -> payload(call, answer));
    }

    private static Payload payload(Call call, @Nullable Object answer) {
        try {
            return VertxValue.payload(answer);
        } catch (CodecException e) {
            LOG.warn("a service's answer cannot be passed on method={} reason={}", call.method(), e.getMessage());
            throw new RefusedException(ErrorCode.INTERNAL, "the service's answer cannot be passed on");
        }
    }

    private static RefusedException refusal(Call call, Throwable cause, long timeout) {
        if (!(cause instanceof ReplyException failed)) {
            LOG.error("a call failed method={}", call.method(), cause);
            return new RefusedException(ErrorCode.INTERNAL, "the service could not be asked");
        }
        return switch (failed.failureType()) {
            case NO_HANDLERS ->
                new RefusedException(ErrorCode.NOT_FOUND, "no service answers the method " + call.method());
            case TIMEOUT ->
                new RefusedException(ErrorCode.TIMEOUT, "the service did not answer within " + timeout + " ms");
            case ERROR -> new RefusedException(ErrorCode.UNAVAILABLE, "the service could not be reached");
            case RECIPIENT_FAILURE -> refusal(call, failed);
        };
    }

    /** What the service said: one of our codes, and behind it a reason, where there is one. */
    private static RefusedException refusal(Call call, ReplyException said) {
        String message = cut(String.valueOf(said.getMessage()));
        int end = message.indexOf(BEFORE_REASON);
        String name = end < 0 ? message : message.substring(0, end);
        Optional<ErrorCode> code = Arrays.stream(ErrorCode.values())
                .filter(each -> each.code().equals(name))
                .findFirst();
        if (code.isEmpty()) {
            LOG.debug("a service failed method={} status={} message={}", call.method(), said.failureCode(), message);
            return new RefusedException(ErrorCode.INTERNAL, "the service has failed");
        }
        String reason = end < 0 ? "the service has refused this" : message.substring(end + BEFORE_REASON.length());
        return new RefusedException(code.get(), reason);
    }

    /** As much as is passed on, and no half of a surrogate pair. */
    private static String cut(String message) {
        if (message.length() <= LONGEST_FAILURE) {
            return message;
        }
        int end =
                Character.isHighSurrogate(message.charAt(LONGEST_FAILURE - 1)) ? LONGEST_FAILURE - 1 : LONGEST_FAILURE;
        return message.substring(0, end);
    }

    // ---- rooms

    @Override
    public void published(Publication publication) {
        String address = ROOM + publication.room();
        Payload data = publication.data();
        tell(address, data.bytes().length, () -> write(address, VertxValue.of(data), envelope(publication)));
    }

    private static DeliveryOptions envelope(Publication publication) {
        DeliveryOptions options = new DeliveryOptions().addHeader("time", Long.toString(publication.time()));
        Sender from = publication.from();
        header(options, "user", from.user());
        header(options, "connection", from.connection());
        header(options, "service", from.service());
        Position position = publication.position();
        if (position != null) {
            options.addHeader("epoch", position.epoch()).addHeader("offset", Long.toString(position.offset()));
        }
        trace(options, publication.trace());
        return options;
    }

    private static void trace(DeliveryOptions options, @Nullable TraceParent trace) {
        if (trace != null) {
            header(options, TraceParent.HEADER, trace.text());
            header(options, TraceParent.STATE_HEADER, trace.state());
        }
    }

    private static void header(DeliveryOptions options, String name, @Nullable String value) {
        if (value != null) {
            options.addHeader(name, value);
        }
    }

    // ---- events

    @Override
    public void opened(Connection connection) {
        tell("open", connection, null);
    }

    @Override
    public void closed(Connection connection, int code, String reason) {
        if (config.get().events()) {
            send(event("close", connection).put("code", code).put("reason", reason));
        }
    }

    @Override
    public void joined(Connection connection, RoomName room) {
        tell("join", connection, room);
    }

    @Override
    public void left(Connection connection, RoomName room) {
        tell("leave", connection, room);
    }

    private void tell(String what, Connection connection, @Nullable RoomName room) {
        if (config.get().events()) {
            JsonObject event = event(what, connection);
            send(room == null ? event : event.put("room", room.value()));
        }
    }

    private JsonObject event(String what, Connection connection) {
        return new JsonObject()
                .put("event", what)
                .put("node", node)
                .put("connection", connection.id())
                .put("user", connection.user())
                .put("time", clock.millis());
    }

    private void send(JsonObject event) {
        tell(EVENTS, 0, () -> write(EVENTS, event, new DeliveryOptions()));
    }

    // ---- both

    @Override
    public LongAdder dropped() {
        return dropped;
    }

    /** Writes in turn, unless too much waits; in order for each thread. */
    private void tell(String address, int length, Supplier<Future<Void>> message) {
        if (waiting.get() > MOST_WAITING) {
            dropped.increment();
            LOG.debug("dropped, since services do not keep up address={}", address);
            return;
        }
        long weight = length + OVERHEAD;
        waiting.addAndGet(weight);
        context.runOnContext(
                nothing -> Future.succeededFuture() // in a chain, since an event bus that is closing throws
                        .compose(begun -> message.get())
                        .onComplete(written -> waiting.addAndGet(-weight)));
    }

    /** Fails also where nobody listens. */
    private Future<Void> write(String address, @Nullable Object body, DeliveryOptions options) {
        return bus.publisher(address, options).write(body);
    }
}
