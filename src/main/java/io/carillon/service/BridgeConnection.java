package io.carillon.service;

import io.carillon.auth.Grant;
import io.carillon.auth.Revocation;
import io.carillon.auth.TokenException;
import io.carillon.message.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service at the bridge. Its frames are taken in their order; while a token is looked at, or too much is under way, the
 * next one waits in the socket. On the bridge's event loop.
 */
final class BridgeConnection implements Frames.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeConnection.class);

    private static final String SCOPE = "api";
    private static final String SCHEME = "Bearer ";
    private static final String DENIED = "access_denied";
    private static final int MOST_UNDER_WAY = 256;
    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;

    /** A timer takes no longer; a token may. */
    private static final long LONGEST_TIMER = TimeUnit.DAYS.toMillis(1);

    private final BridgeTerms terms;
    private final NetSocket socket;
    private final Consumer<BridgeConnection> onClosed;
    private final Frames frames;
    private final Context context;
    private final Unanswered unanswered;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
    private final Promise<Void> finished = Promise.promise();
    private @Nullable Grant grant;
    private long timer;
    private int underWay;
    private boolean finishing;
    private boolean closed;

    BridgeConnection(BridgeTerms terms, NetSocket socket, Consumer<BridgeConnection> onClosed) {
        this.terms = terms;
        this.socket = socket;
        this.onClosed = onClosed;
        this.context = terms.vertx().getOrCreateContext();
        this.frames = new Frames(socket, terms.limits().frame(), this);
        this.unanswered = new Unanswered(terms.limits().call());
    }

    /** Takes frames from now on, for some time without a token. */
    BridgeConnection open() {
        socket.setWriteQueueMaxSize(terms.limits().queue());
        socket.exceptionHandler(e -> LOG.debug("a service at the bridge has gone", e));
        socket.closeHandler(nothing -> closed());
        frames.onEnd(nothing -> finish());
        frames.read();
        timer = terms.vertx().setTimer(terms.limits().handshake(), id -> end(DENIED));
        return this;
    }

    private void closed() {
        closed = true;
        terms.vertx().cancelTimer(timer);
        consumers.values().forEach(MessageConsumer::unregister);
        consumers.clear();
        finished.tryComplete();
        onClosed.accept(this);
    }

    /** Takes nothing more in; completes when what was asked has been answered, and the connection is gone. */
    Future<Void> finish() {
        if (!finishing && !closed) {
            finishing = true;
            frames.pause();
            endIfIdle();
        }
        return finished.future();
    }

    private void endIfIdle() {
        if (finishing && underWay == 0) {
            socket.end(); // what was written before goes out
        }
    }

    private void end(String message) {
        if (!closed) {
            LOG.debug("ended a connection to the bridge reason={}", message);
            Frames.refused(socket, message);
            socket.end();
            finishing = true;
        }
    }

    // ---- tokens

    private void token(String token, JsonObject frame) {
        frames.pause();
        terms.tokens()
                .verify(token)
                .onComplete(done -> context.runOnContext(nothing -> {
                    if (done.succeeded() && done.result().hasScope(SCOPE)) {
                        admit(done.result());
                        perform(frame);
                    } else {
                        refuse(frame, FORBIDDEN, DENIED);
                        LOG.debug("a token was refused at the bridge reason={}", reason(done.cause()));
                    }
                    goOn();
                }));
    }

    /** Tokens and claims are in no message of these. */
    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "it has not the scope " + SCOPE;
        }
        return cause instanceof TokenException invalid ? invalid.description() : String.valueOf(cause);
    }

    private void admit(Grant admitted) {
        grant = admitted;
        watch();
    }

    private void watch() {
        terms.vertx().cancelTimer(timer);
        OptionalLong expires = grant == null ? OptionalLong.empty() : grant.expires();
        if (expires.isPresent()) {
            long left = expires.getAsLong()
                    + terms.limits().leeway()
                    - terms.tokens().revocations().now();
            if (left <= 0) {
                end("token_expired");
            } else {
                timer = terms.vertx().setTimer(Math.min(left, LONGEST_TIMER), id -> watch());
            }
        }
    }

    /** Ends the connection where its token was; returns whether it was. */
    boolean revoked(Revocation revocation) {
        boolean covered = grant != null && revocation.covers(grant);
        if (covered) {
            end("token_revoked");
        }
        return covered;
    }

    // ---- frames

    @Override
    public void illegible() {
        Frames.refused(socket, "invalid_json");
    }

    @Override
    public void tooLarge() {
        end("frame_too_large");
    }

    @Override
    public void frame(JsonObject frame) {
        if (closed || finishing) {
            return;
        }
        String fault = fault(frame);
        if (fault != null) {
            refuse(frame, BAD_REQUEST, fault);
            return;
        }
        String authorization = header(frame, "authorization");
        if (authorization == null) {
            perform(frame);
        } else if (authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            token(authorization.substring(SCHEME.length()).strip(), frame);
        } else {
            refuse(frame, FORBIDDEN, DENIED);
        }
    }

    /** Null and absent are the same here: clients in some languages have no other way. */
    private static @Nullable String fault(JsonObject frame) {
        if (!(frame.getValue("type") instanceof String)) {
            return "unknown_type";
        } else if (isOther(frame, "address", String.class) || isOther(frame, "replyAddress", String.class)) {
            return "invalid_address";
        }
        return isOther(frame, "headers", JsonObject.class) ? "invalid_headers" : null;
    }

    private static boolean isOther(JsonObject frame, String property, Class<?> type) {
        Object value = frame.getValue(property);
        return value != null && !type.isInstance(value);
    }

    private static @Nullable String header(JsonObject frame, String name) {
        return frame.getJsonObject("headers") != null
                        && frame.getJsonObject("headers").getValue(name) instanceof String text
                ? text
                : null;
    }

    private void perform(JsonObject frame) {
        String type = frame.getString("type");
        if (type.equals("ping")) {
            frames.write(new JsonObject().put("type", "pong"));
            return;
        }
        String address = frame.getString("address");
        if (address == null) {
            refuse(frame, BAD_REQUEST, "missing_address");
        } else if (grant == null) {
            refuse(frame, FORBIDDEN, DENIED);
        } else {
            perform(frame, type, address);
        }
    }

    private void perform(JsonObject frame, String type, String address) {
        switch (type) {
            case "send" -> send(frame, address);
            case "publish" -> refuse(frame, FORBIDDEN, DENIED); // all that can be asked for is to be done once
            case "register" -> register(frame, address);
            case "unregister" -> unregister(frame, address);
            default -> refuse(frame, BAD_REQUEST, "unknown_type");
        }
    }

    private void send(JsonObject frame, String address) {
        if (unanswered.answer(address, frame)) {
            return;
        }
        String name = address.startsWith(BusAddresses.PREFIX) ? address.substring(BusAddresses.PREFIX.length()) : "";
        if (!terms.services().names().contains(name)) {
            refuse(frame, FORBIDDEN, DENIED);
            return;
        }
        underWay++;
        if (underWay >= MOST_UNDER_WAY) {
            frames.pause();
        }
        terms.services()
                .serve(name, frame.getValue("body"))
                .onComplete(done -> context.runOnContext(nothing -> answered(frame, done.result(), done.cause())));
    }

    private void answered(JsonObject frame, @Nullable JsonObject answer, @Nullable Throwable cause) {
        underWay--;
        if (!closed && frame.getString("replyAddress") != null) {
            if (cause instanceof RefusedException refused) {
                boolean withReason = "true".equals(header(frame, "reason"));
                refuse(frame, refused.code().status(), ServiceTable.told(refused, withReason));
            } else {
                deliver(new JsonObject()
                        .put("type", "message")
                        .put("address", frame.getString("replyAddress"))
                        .put("headers", new JsonObject())
                        .put("body", answer)
                        .put("send", true));
            }
        }
        goOn();
        endIfIdle();
    }

    private void goOn() {
        if (!closed && !finishing && underWay < MOST_UNDER_WAY) {
            frames.resume();
        }
    }

    /** As the bridge's library says it; where an answer is waited for, it names where. */
    private void refuse(JsonObject frame, int status, String message) {
        JsonObject refusal = new JsonObject().put("type", "err");
        if (frame.getValue("replyAddress") instanceof String waiting) {
            refusal.put("address", waiting)
                    .put("sourceAddress", frame.getValue("address"))
                    .put("failureCode", status)
                    .put("failureType", ReplyFailure.RECIPIENT_FAILURE.name());
        }
        frames.write(refusal.put("message", message));
    }

    // ---- what services listen to

    private static boolean mayListen(String address) {
        return address.equals(BusServices.EVENTS)
                || address.startsWith(BusServices.ROOM)
                || address.startsWith(BusServices.CALL);
    }

    private void register(JsonObject frame, String address) {
        if (!mayListen(address)) {
            refuse(frame, FORBIDDEN, DENIED);
            return;
        }
        MessageConsumer<Object> consumer = consumers.computeIfAbsent(
                address, name -> terms.vertx().eventBus().consumer(name, this::heard));
        String waiting = frame.getString("replyAddress");
        if (waiting != null) {
            consumer.completion()
                    .onSuccess(nothing ->
                            deliver(new JsonObject().put("type", "message").put("address", waiting)));
        }
    }

    private void unregister(JsonObject frame, String address) {
        MessageConsumer<Object> consumer = consumers.remove(address);
        if (consumer != null) {
            consumer.unregister();
        } else {
            refuse(frame, BAD_REQUEST, mayListen(address) ? "unknown_address" : DENIED);
        }
    }

    private void heard(Message<Object> message) {
        unanswered.add(message);
        JsonObject headers = new JsonObject();
        message.headers().forEach((name, value) -> headers.put(name, value));
        JsonObject frame = new JsonObject().put("type", "message").put("address", message.address());
        if (message.replyAddress() != null) {
            frame.put("replyAddress", message.replyAddress());
        }
        frame.put("headers", headers);
        if (message.body() != null) {
            frame.put("body", message.body());
        }
        deliver(frame.put("send", message.isSend()));
    }

    /** Who does not read what it has asked for is closed. */
    private void deliver(JsonObject frame) {
        if (!closed && !frames.write(frame)) {
            LOG.warn(
                    "closed a connection to the bridge that does not keep up peer={}",
                    socket.remoteAddress().hostAddress());
            socket.close();
        }
    }
}
