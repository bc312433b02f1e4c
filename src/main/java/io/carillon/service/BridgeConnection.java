package io.carillon.service;

import io.carillon.auth.Grant;
import io.carillon.auth.KeysUnavailableException;
import io.carillon.auth.Revocation;
import io.carillon.auth.TokenException;
import io.carillon.codec.CodecException;
import io.carillon.message.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service at the bridge. Its frames are taken in their order; while a token is looked at, or too much is under way, the
 * next ones wait and the socket is not read. On the bridge's event loop.
 */
final class BridgeConnection implements Frames.Listener {

    /** Whoever has all of them; on the same event loop. */
    interface Owner {

        /** Whether one more service that has shown its token can be had. */
        boolean admit(BridgeConnection connection);

        void closed(BridgeConnection connection);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BridgeConnection.class);

    private static final String SCOPE = "api";
    private static final String SCHEME = "Bearer ";
    private static final String DENIED = "access_denied";
    private static final int MOST_UNDER_WAY = 256;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;

    /** So long what was written last has time to go out, and calls to be answered, in ms. */
    private static final long PARTING = 1_000;

    /** A timer takes no longer; a token may. */
    private static final long LONGEST_TIMER = TimeUnit.DAYS.toMillis(1);

    private final BridgeTerms terms;
    private final NetSocket socket;
    private final Owner owner;
    private final Frames frames;
    private final Context context;
    private final Unanswered unanswered;
    private final Registrations registrations;
    private final Deque<BridgeFrame> waiting = new ArrayDeque<>();
    private final Promise<Void> finished = Promise.promise();
    private @Nullable Grant grant;
    private String token = "";
    private long timer;
    private int underWay;
    private boolean verifying;
    private boolean finishing;
    private boolean closed;

    BridgeConnection(BridgeTerms terms, NetSocket socket, Owner owner) {
        this.terms = terms;
        this.socket = socket;
        this.owner = owner;
        this.context = terms.vertx().getOrCreateContext();
        this.frames = new Frames(socket, terms.limits().frame(), terms.limits().queue(), this);
        this.unanswered = new Unanswered(terms.limits().call());
        this.registrations = new Registrations(terms.vertx().eventBus(), this::heard);
    }

    /** Takes frames from now on, for some time without a token. */
    BridgeConnection open() {
        socket.exceptionHandler(e -> LOG.debug("a service at the bridge has gone", e));
        socket.closeHandler(nothing -> closed());
        frames.read();
        timer = terms.vertx().setTimer(terms.limits().handshake(), id -> end(DENIED));
        return this;
    }

    private void closed() {
        closed = true;
        terms.vertx().cancelTimer(timer);
        registrations.removeAll();
        unanswered.failAll();
        finished.tryComplete();
        owner.closed(this);
    }

    /** Asks for nothing more, takes what answers are under way, and ends; completes when the connection is gone. */
    Future<Void> finish() {
        if (!finishing && !closed) {
            finishing = true;
            registrations.removeAll();
            after(PARTING, this::part);
            partIfIdle();
        }
        return finished.future();
    }

    private void partIfIdle() {
        if (finishing && !closed && underWay == 0 && unanswered.isEmpty()) {
            part();
        }
    }

    /** What was written before goes out, if the peer reads it. */
    private void part() {
        after(PARTING, () -> Cutoff.now(socket));
        socket.end();
    }

    /** Ends the connection with a word. Any number of times. */
    void end(String message) {
        if (!closed && !finishing) {
            LOG.debug("ended a connection to the bridge reason={}", message);
            finishing = true;
            registrations.removeAll();
            waiting.clear();
            frames.refuse(message);
            part();
        }
    }

    private void after(long millis, Runnable task) {
        terms.vertx().cancelTimer(timer);
        timer = terms.vertx().setTimer(millis, id -> task.run());
    }

    // ---- tokens

    private void show(String shown, BridgeFrame frame) {
        if (grant != null && shown.equals(token)) {
            perform(frame);
            return;
        }
        verifying = true;
        terms.tokens()
                .verify(shown)
                .onComplete(done -> context.runOnContext(nothing -> {
                    verifying = false;
                    if (done.failed()) {
                        refuseToken(frame, done.cause());
                    } else {
                        admit(done.result(), shown, frame);
                    }
                    goOn();
                }));
    }

    private void admit(Grant shown, String text, BridgeFrame frame) {
        if (!shown.hasScope(SCOPE) || terms.tokens().revocations().covers(shown)) { // revoked since it was verified
            LOG.debug("a token was refused at the bridge: revoked, or without the scope {}", SCOPE);
            refuse(frame, FORBIDDEN, DENIED);
            return;
        }
        boolean stays = !finishing && !closed;
        if (stays && grant == null && !owner.admit(this)) {
            end("too_many_connections");
            return;
        }
        grant = shown;
        token = text;
        if (stays) {
            watch();
        }
        perform(frame);
    }

    private void refuseToken(BridgeFrame frame, Throwable cause) {
        if (cause instanceof KeysUnavailableException) {
            refuse(frame, UNAVAILABLE, "unavailable");
            return;
        }
        LOG.debug(
                "a token was refused at the bridge reason={}",
                cause instanceof TokenException invalid ? invalid.description() : cause);
        refuse(frame, FORBIDDEN, DENIED);
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
                after(Math.min(left, LONGEST_TIMER), this::watch);
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
        frames.refuse("invalid_json");
    }

    @Override
    public void tooLarge() {
        end("frame_too_large");
    }

    @Override
    public void frame(BridgeFrame frame) {
        if (isBusy() || !waiting.isEmpty()) {
            waiting.add(frame);
            frames.pause();
        } else {
            take(frame);
        }
    }

    private boolean isBusy() {
        return verifying || underWay >= MOST_UNDER_WAY;
    }

    /** Also what came before the peer has closed: it was sent. */
    private void goOn() {
        while (!isBusy() && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        if (!isBusy() && !closed) {
            frames.resume();
        }
        partIfIdle();
    }

    private void take(BridgeFrame frame) {
        String fault = frame.fault();
        if (fault != null) {
            refuse(frame, BAD_REQUEST, fault);
            return;
        }
        String authorization = frame.header("authorization");
        if (authorization == null) {
            perform(frame);
        } else if (authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            show(authorization.substring(SCHEME.length()).strip(), frame);
        } else {
            refuse(frame, FORBIDDEN, DENIED);
        }
    }

    private void perform(BridgeFrame frame) {
        String type = frame.type();
        String address = frame.address();
        if (type.equals("ping")) {
            frames.write(new JsonObject().put("type", "pong"));
        } else if (address == null) {
            refuse(frame, BAD_REQUEST, "missing_address");
        } else if (grant == null) {
            refuse(frame, FORBIDDEN, DENIED);
        } else if (type.equals("send")) {
            send(frame, address);
        } else if (!finishing && !closed) {
            listen(frame, type, address);
        }
    }

    private void listen(BridgeFrame frame, String type, String address) {
        switch (type) {
            case "publish" -> refuse(frame, FORBIDDEN, DENIED); // all that can be asked for is to be done once
            case "register" -> register(frame, address);
            case "unregister" -> unregister(frame, address);
            default -> refuse(frame, BAD_REQUEST, "unknown_type");
        }
    }

    private void send(BridgeFrame frame, String address) {
        String name = address.startsWith(BusAddresses.PREFIX) ? address.substring(BusAddresses.PREFIX.length()) : "";
        if (unanswered.has(address)) {
            answer(frame, address);
        } else if (terms.services().names().contains(name)) {
            underWay++;
            terms.services()
                    .serve(name, frame.body(), frame::header)
                    .onComplete(done -> context.runOnContext(nothing -> answered(frame, done.result(), done.cause())));
        } else {
            refuse(frame, FORBIDDEN, DENIED);
        }
    }

    private void answer(BridgeFrame frame, String address) {
        try {
            unanswered.answer(address, frame);
        } catch (CodecException e) {
            LOG.debug("an answer cannot be passed on reason={}", e.getMessage());
            refuse(frame, BAD_REQUEST, "invalid_body");
        }
        partIfIdle();
    }

    private void answered(BridgeFrame frame, @Nullable JsonObject answer, @Nullable Throwable cause) {
        underWay--;
        if (frame.replyAddress() != null) {
            if (cause instanceof RefusedException refused) {
                boolean withReason = "true".equals(frame.header("reason"));
                refuse(frame, refused.code().status(), ServiceTable.told(refused, withReason));
            } else {
                deliver(frame.answer(answer));
            }
        }
        goOn();
    }

    private void refuse(BridgeFrame frame, int status, String message) {
        deliver(frame.refusal(status, message));
    }

    // ---- what services listen to

    private void register(BridgeFrame frame, String address) {
        if (!Registrations.mayListen(address)) {
            refuse(frame, FORBIDDEN, DENIED);
        } else if (!registrations.hasRoom(address)) {
            refuse(frame, TOO_MANY, "too_many_registrations");
        } else {
            registrations
                    .add(address)
                    .onSuccess(nothing -> registered(frame))
                    .onFailure(cause -> refuse(frame, INTERNAL, "not_registered"));
        }
    }

    private void registered(BridgeFrame frame) {
        String waits = frame.replyAddress();
        if (waits != null) {
            deliver(new JsonObject().put("type", "message").put("address", waits));
        }
    }

    private void unregister(BridgeFrame frame, String address) {
        if (registrations.remove(address)) {
            registered(frame);
        } else if (Registrations.mayListen(address)) {
            refuse(frame, BAD_REQUEST, "unknown_address");
        } else {
            refuse(frame, FORBIDDEN, DENIED);
        }
    }

    private void heard(Message<Object> message) {
        unanswered.add(message);
        deliver(BridgeFrame.of(message));
    }

    /** Who does not read what it has asked for is cut off. */
    private void deliver(JsonObject frame) {
        if (!closed && !frames.write(frame)) {
            LOG.warn(
                    "cut off a connection to the bridge that does not read peer={}",
                    socket.remoteAddress().hostAddress());
            closed = true; // its handler follows
        }
    }
}
