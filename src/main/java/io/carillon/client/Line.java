package io.carillon.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One open connection, until it ends or its peer is silent. On its socket's event loop. */
public final class Line {

    /** Whom it belongs to. */
    public interface Owner {

        /** A message, in one piece. */
        void heard(Buffer message, boolean text);

        /** Everything that was written has left. */
        default void drained() {}

        /**
         * Once, and the last thing to be heard.
         *
         * @param code as the peer said it; 1005 where its frame had none, 1006 where there was no frame
         * @param how for people, as a part of a sentence
         */
        void ended(int code, String how);
    }

    /** Its frame had no code (RFC 6455, section 7.4.1). */
    private static final int NO_STATUS = 1005;

    /** There was no frame. */
    static final int BROKEN = 1006;

    private static final short NORMAL = 1000;

    private static final long NONE = -1;

    private final Vertx vertx;
    private final WebSocket socket;
    private final Owner owner;
    private long interval;
    private long timeout;
    private long timer = NONE;
    private long lastHeard = System.nanoTime();
    private long asked; // when, of the ping without an answer
    private boolean waits;
    private boolean isOver;
    private boolean paused;
    private boolean isWithoutCode;

    /** Takes over a connection that was just opened. */
    public Line(Vertx vertx, WebSocket socket, Owner owner) {
        this.vertx = vertx;
        this.socket = socket;
        this.owner = owner;
        socket.textMessageHandler(text -> heard(Buffer.buffer(text), true));
        socket.binaryMessageHandler(bytes -> heard(bytes, false));
        socket.frameHandler(this::heard); // pings are frames, too
        socket.pongHandler(pong -> lastHeard = System.nanoTime()); // in front of what is not read
        socket.drainHandler(drained -> owner.drained());
        socket.exceptionHandler(cause -> {}); // closing follows
        socket.closeHandler(closed -> closed(socket.closeStatusCode(), socket.closeReason()));
    }

    /** Of a close frame without a code Vert.x says 1000. */
    private void heard(WebSocketFrame frame) {
        lastHeard = System.nanoTime();
        isWithoutCode |= frame.isClose() && frame.binaryData().length() == 0;
    }

    private void closed(@Nullable Short code, @Nullable String reason) {
        if (code == null) {
            end(BROKEN, "broke off");
        } else if (isWithoutCode) {
            end(NO_STATUS, "closed");
        } else {
            String why = reason == null || reason.isEmpty() ? "" : " (" + reason + ')';
            end(code, "closed with " + code + why);
        }
    }

    private void heard(Buffer message, boolean text) {
        if (!isOver) {
            owner.heard(message, text);
        }
    }

    /** From now on a peer that was silent for an interval is asked for a word, and given up after the timeout. */
    public void keepAlive(Duration every, Duration patience) {
        interval = every.toMillis();
        timeout = patience.toMillis();
        if (timer == NONE && !isOver) {
            look(interval);
        }
    }

    private void look(long in) {
        timer = vertx.setTimer(Math.max(1, in), id -> look());
    }

    private void look() {
        if (isOver) {
            return;
        }
        long now = System.nanoTime();
        if (paused) {
            lastHeard = now; // who is not read cannot be heard
        }
        if (waits && lastHeard - asked < 0) {
            hangUp("did not answer a ping");
            return;
        }
        waits = false;
        long silent = TimeUnit.NANOSECONDS.toMillis(now - lastHeard);
        if (silent < interval) {
            look(interval - silent);
            return;
        }
        waits = true;
        asked = now;
        socket.writePing(Buffer.buffer()).onFailure(cause -> {}); // closing follows
        look(timeout);
    }

    /** Writes one message. */
    public Future<Void> write(Buffer message, boolean text) {
        return text ? socket.writeTextMessage(message.toString()) : socket.writeBinaryMessage(message);
    }

    /** Reads no more for now. */
    public void pause() {
        if (!paused) {
            paused = true;
            socket.pause();
        }
    }

    /** Goes on reading. */
    public void resume() {
        if (paused) {
            paused = false;
            lastHeard = System.nanoTime();
            socket.resume();
        }
    }

    /** Gives it up, without waiting for the peer. */
    public void hangUp(String how) {
        end(BROKEN, how);
        close();
    }

    /** Says goodbye, and is over for its owner at once; completes when it is for the peer, too. */
    public Future<Void> close() {
        end(NORMAL, "hung up");
        socket.resume(); // or the peer's close frame would not be read
        return socket.close(NORMAL).otherwiseEmpty(); // it may be over
    }

    private void end(int code, String how) {
        if (!isOver) {
            isOver = true;
            vertx.cancelTimer(timer);
            owner.ended(code, how);
        }
    }
}
