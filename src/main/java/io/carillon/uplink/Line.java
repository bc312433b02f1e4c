package io.carillon.uplink;

import io.carillon.config.KeepAliveConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.Set;

/**
 * One open connection, until it ends or its peer is silent: it pings as the server does its clients. On the uplink's
 * event loop.
 */
final class Line {

    /** Whom it belongs to. */
    interface Owner {

        /** A message, in one piece. */
        void heard(Buffer message, boolean text);

        /** Now and then. */
        void look();

        /** Once, and the last thing to be heard. */
        void ended(Verdict verdict, String how);
    }

    private static final short NORMAL = 1000;

    /** Close codes (RFC 6455, 7.4, and Carillon's own) after which the same would happen once more. */
    private static final Set<Integer> FOR_GOOD = Set.of(1002, 1003, 1007, 1009, 1010, 4000, 4002);

    private final Site site;
    private final WebSocket socket;
    private final Owner owner;
    private final KeepAliveConfig keepAlive;
    private final long timer;
    private boolean isOver;
    private boolean paused;
    private boolean heard;

    Line(Site site, WebSocket socket, Owner owner) {
        this.site = site;
        this.socket = socket;
        this.owner = owner;
        this.keepAlive = site.config().keepAlive();
        socket.textMessageHandler(text -> heard(Buffer.buffer(text), true));
        socket.binaryMessageHandler(bytes -> heard(bytes, false));
        socket.pongHandler(pong -> heard = true);
        socket.exceptionHandler(cause -> {}); // closing follows
        socket.closeHandler(closed -> end(verdict(socket.closeStatusCode()), how(socket.closeStatusCode())));
        this.timer = site.vertx().setPeriodic(keepAlive.interval().toMillis(), id -> ping());
    }

    private static Verdict verdict(Short code) {
        return code != null && FOR_GOOD.contains(code.intValue()) ? Verdict.HARDLY : Verdict.AGAIN;
    }

    private static String how(Short code) {
        return code == null ? "broke off" : "closed with " + code;
    }

    private void heard(Buffer message, boolean text) {
        heard = true;
        if (!isOver) {
            owner.heard(message, text);
        }
    }

    private void ping() {
        owner.look();
        if (isOver) {
            return;
        }
        heard = paused; // who is not read cannot be heard
        socket.writePing(Buffer.buffer());
        site.later(keepAlive.timeout().toMillis(), () -> {
            if (!heard && !paused && !isOver) {
                hangUp(Verdict.AGAIN, "did not answer a ping");
            }
        });
    }

    Future<Void> writeText(String text) {
        return socket.writeTextMessage(text);
    }

    Future<Void> writeBinary(Buffer bytes) {
        return socket.writeBinaryMessage(bytes);
    }

    /** Reads no more for now. */
    void pause() {
        if (!paused) {
            paused = true;
            socket.pause();
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            heard = true;
            socket.resume();
        }
    }

    /** Ends it from this side, without waiting for the peer. */
    void hangUp(Verdict verdict, String how) {
        end(verdict, how);
        socket.resume(); // or the peer's close frame would not be read
        socket.close(NORMAL).onFailure(cause -> {}); // it may be over
    }

    private void end(Verdict verdict, String how) {
        if (!isOver) {
            isOver = true;
            site.vertx().cancelTimer(timer);
            owner.ended(verdict, how);
        }
    }
}
