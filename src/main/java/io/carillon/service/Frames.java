package io.carillon.service;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import org.jspecify.annotations.Nullable;

/**
 * The frames of Vert.x's TCP event bus bridge on a socket: a length in four octets, the highest first, and so many octets
 * of a JSON object in UTF-8. On the socket's event loop.
 */
final class Frames {

    private static final int HEAD = 4;

    /** Who is told of frames. */
    interface Listener {

        void frame(JsonObject frame);

        /** A frame that is no JSON object; others may follow. */
        void illegible();

        /** A frame of more octets than are allowed, or fewer than none; nothing follows. */
        void tooLarge();
    }

    private final NetSocket socket;
    private final RecordParser parser;
    private final int largest;
    private final Listener listener;
    private boolean head = true;
    private boolean over;

    /** @param largest in octets, without the length */
    Frames(NetSocket socket, int largest, Listener listener) {
        this.socket = socket;
        this.largest = largest;
        this.listener = listener;
        this.parser = RecordParser.newFixed(HEAD, socket);
    }

    void read() {
        parser.handler(this::record);
    }

    void onEnd(Handler<@Nullable Void> ended) {
        parser.endHandler(ended);
    }

    /** Reads nothing until {@link #resume}. */
    void pause() {
        parser.pause();
    }

    void resume() {
        parser.resume();
    }

    private void record(Buffer record) {
        if (over) {
            return;
        }
        if (head) {
            int length = record.getInt(0);
            if (length <= 0 || length > largest) {
                over = true;
                listener.tooLarge();
                return;
            }
            head = false;
            parser.fixedSizeMode(length);
            return;
        }
        head = true;
        parser.fixedSizeMode(HEAD);
        JsonObject frame;
        try {
            frame = new JsonObject(record);
        } catch (DecodeException | ClassCastException e) {
            listener.illegible();
            return;
        }
        listener.frame(frame);
    }

    /** Writes one, whatever the peer's pace; returns whether the peer keeps up. */
    static boolean write(NetSocket socket, JsonObject frame) {
        Buffer json = frame.toBuffer();
        socket.write(
                Buffer.buffer(HEAD + json.length()).appendInt(json.length()).appendBuffer(json));
        return !socket.writeQueueFull();
    }

    boolean write(JsonObject frame) {
        return write(socket, frame);
    }

    /** Tells that something was not done, and nothing more. */
    static void refused(NetSocket socket, String message) {
        write(socket, new JsonObject().put("type", "err").put("message", message));
    }
}
