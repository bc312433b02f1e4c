package io.carillon.service;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import org.jspecify.annotations.Nullable;

/**
 * The frames of Vert.x's TCP event bus bridge on a socket: a length in four octets, the highest first, and so many octets
 * of a JSON object in UTF-8. What waits to be written is bounded: a peer that does not read is cut off. On the socket's event
 * loop.
 */
final class Frames {

    private static final int HEAD = 4;

    /** Who is told of frames. */
    interface Listener {

        void frame(BridgeFrame frame);

        /** A frame that is no JSON object; others may follow. */
        void illegible();

        /** A frame of more octets than are allowed, or of none; nothing follows. */
        void tooLarge();
    }

    private final NetSocket socket;
    private final RecordParser parser = RecordParser.newFixed(HEAD);
    private final int largest;
    private final int queue;
    private final Listener listener;
    private boolean head = true;
    private boolean over;
    private long waiting;

    /**
     * @param largest in octets, without the length
     * @param queue octets that may wait for the peer
     */
    Frames(NetSocket socket, int largest, int queue, Listener listener) {
        this.socket = socket;
        this.largest = largest;
        this.queue = queue;
        this.listener = listener;
    }

    void read() {
        parser.handler(this::record);
        socket.handler(parser::handle);
    }

    /** Reads nothing more until {@link #resume}; what was read already comes all the same. */
    void pause() {
        socket.pause();
    }

    void resume() {
        socket.resume();
    }

    private void record(Buffer record) {
        if (over) {
            return;
        }
        if (head) {
            length(record.getInt(0));
            return;
        }
        head = true;
        parser.fixedSizeMode(HEAD);
        JsonObject frame = json(record);
        if (frame == null) {
            listener.illegible();
        } else {
            listener.frame(new BridgeFrame(frame));
        }
    }

    private void length(int length) {
        if (length <= 0 || length > largest) {
            over = true;
            listener.tooLarge();
        } else {
            head = false;
            parser.fixedSizeMode(length);
        }
    }

    private static @Nullable JsonObject json(Buffer record) {
        try {
            return new JsonObject(record);
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }

    /** Queues one; cuts the peer off where too much waits for it. Returns whether that was not so. */
    boolean write(JsonObject frame) {
        Buffer json = frame.toBuffer();
        int length = HEAD + json.length();
        waiting += length;
        if (waiting > queue) {
            Cutoff.now(socket);
            return false;
        }
        socket.write(Buffer.buffer(length).appendInt(json.length()).appendBuffer(json))
                .onComplete(written -> waiting -= length);
        return true;
    }

    /** Tells that something was not done, and nothing more. */
    void refuse(String message) {
        write(new JsonObject().put("type", "err").put("message", message));
    }
}
