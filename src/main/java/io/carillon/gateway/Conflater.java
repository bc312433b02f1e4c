package io.carillon.gateway;

import io.carillon.hub.Backlog;
import io.carillon.hub.Batch;
import io.carillon.hub.Broadcast;
import io.carillon.message.RoomName;
import io.netty.buffer.ByteBuf;

/**
 * The way of messages of conflating rooms to one socket: straight into its queue as long as the peer keeps up, and else
 * through a {@link Backlog}, which is emptied as fast as the peer reads. As long as something waits there, everything that
 * conflates goes through it: a message never overtakes an older one of its key. For the connection's event loop.
 */
final class Conflater {

    private final Lane lane;
    private final FrameEncoding encoding;
    private final OutboundQueue queue;
    private final Sending send;
    private final Backlog backlog;

    /** Puts frames that others share into the queue, and has it flushed at the end of the turn. */
    interface Sending {
        void send(ByteBuf frames, int messages);
    }

    /**
     * @param queue of the socket
     * @param send puts frames that others share into that queue, and has it flushed at the end of the turn
     * @param queueLimit how much may wait for the peer at all, in bytes
     */
    Conflater(Lane lane, FrameEncoding encoding, OutboundQueue queue, Sending send, long queueLimit) {
        this.lane = lane;
        this.encoding = encoding;
        this.queue = queue;
        this.send = send;
        this.backlog = new Backlog(queueLimit / 2);
    }

    /** So much may wait for the peer from now on. */
    void limit(long queueLimit) {
        backlog.limit(queueLimit / 2);
    }

    /** Hot path. Together, and shared with all who keep up; one by one where something newer may take a place. */
    void write(Batch batch) {
        if (backlog.isEmpty() && queue.keepsUp()) {
            send.send(lane.frames().frames(batch, encoding), batch.size());
        } else {
            for (int i = 0; i < batch.size(); i++) {
                put(batch.get(i));
            }
        }
    }

    private void put(Broadcast broadcast) {
        backlog.put(broadcast, broadcast.encoded(encoding).length, System.nanoTime());
    }

    /** Moves what waits into the queue, the oldest key first, until that is full. */
    void catchUp() {
        while (!backlog.isEmpty() && queue.keepsUp()) {
            next();
        }
    }

    /** Moves all that waits into the queue: it is the end. */
    void finish() {
        while (!backlog.isEmpty()) {
            next();
        }
    }

    private void next() {
        Broadcast next = backlog.poll(System.nanoTime());
        if (next != null) {
            send.send(lane.frames().frame(next, encoding), 1);
        }
    }

    /** Makes room: of what waits, only the newest of each key stays. */
    void conflate() {
        backlog.conflate();
    }

    /** Drops what waits of a room. */
    void forget(RoomName room) {
        backlog.forget(room);
    }

    /** What waits, in bytes. */
    long bytes() {
        return backlog.bytes();
    }
}
