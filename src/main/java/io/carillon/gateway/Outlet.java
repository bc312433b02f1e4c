package io.carillon.gateway;

import io.carillon.hub.Batch;
import io.carillon.hub.Outbox;
import io.carillon.hub.Shared;
import io.carillon.message.CloseCode;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The way out of a socket: what it is sent becomes frames, is counted, waits, and is too much one day. For its event loop. */
abstract class Outlet extends PipelineEnd implements Outbox {

    Terms terms;
    final Trunk trunk;
    boolean touched;
    boolean overflowing;

    @Nullable
    Conflater conflater;

    private boolean lagging; // and so among the lane's laggards

    Outlet(Lane lane, Terms terms, FrameEncoding encoding) {
        super(lane);
        this.terms = terms;
        this.trunk = lane.trunk(terms.counters(), encoding);
    }

    /** Other limits and close codes from now on. */
    void adopt(Terms other) {
        boolean same = terms.limits().queue() == other.limits().queue();
        terms = other;
        if (same || !isOpen()) {
            return;
        }
        if (conflater == null) {
            Slack.bound(context().channel(), queueLimit());
        } else {
            conflater.limit(queueLimit());
            Slack.tighten(context().channel(), queueLimit());
        }
    }

    /** Whether anything may still be sent. */
    abstract boolean isOpen();

    /** The connection is gone, and nothing is waited for any more. */
    final void forgetQueue() {
        if (queue != null) {
            queue.close();
        }
        if (lagging) {
            lane.laggards().remove(this);
        }
    }

    @Override
    public void send(ServerMessage message) {
        if (isOpen() && trunk.encoding().knows(message)) {
            say(trunk.encoding().frame(context().alloc(), message));
        }
    }

    @Override
    public void send(Shared message) {
        if (isOpen() && message.isKnownTo(trunk.encoding())) {
            say(trunk.encoding().frame(context().alloc(), message));
        }
    }

    @Override
    public boolean keepsUp() {
        return isOpen() && queue().keepsUp();
    }

    @Override
    public void whenKeepsUp(Runnable task) {
        if (isOpen()) {
            queue().whenKeepsUp(task);
        }
    }

    /** Sends what an application says; false where it is too late. */
    final boolean send(Message message) {
        if (!isOpen()) {
            return false;
        }
        say(trunk.encoding().frame(context().alloc(), message));
        return true;
    }

    private void say(ByteBuf own) {
        write(own, 1);
    }

    final void write(ByteBuf own, int messages) {
        trunk.sent(messages, own.readableBytes());
        queued(queue().add(own));
    }

    /** Hot path. */
    @Override
    public void write(Batch batch) {
        if (!isOpen()) {
            return;
        }
        if (batch.conflates()) {
            conflate(batch);
        } else {
            share(lane.frames().frames(batch, trunk.encoding()), batch.size());
        }
    }

    private void share(ByteBuf frames, int messages) {
        trunk.sent(messages, frames.readableBytes());
        queued(queue().share(frames));
    }

    private void queued(boolean waits) {
        touch();
        if (waits) {
            checkQueue();
        }
    }

    final void touch() {
        if (!touched) {
            touched = true;
            lane.shard().touch(this);
        }
    }

    private void conflate(Batch batch) {
        Conflater known = conflater;
        if (known == null) {
            known = new Conflater(lane, trunk.encoding(), queue(), this::share, queueLimit());
            conflater = known;
            Slack.tighten(context().channel(), queueLimit());
        }
        known.write(batch);
        checkQueue();
    }

    @Override
    public void forget(RoomName room) {
        if (conflater != null) {
            conflater.forget(room);
        }
    }

    private void checkQueue() {
        long waiting = queued();
        if (waiting > 0 && !lagging) {
            lagging = true;
            lane.laggards().add(this);
        }
        if (waiting > queueLimit() && !overflowing) {
            overflow();
        }
    }

    /** Nothing waits, as the lane has found. */
    final void caughtUp() {
        lagging = false;
    }

    /** What waits for the peer, in bytes. */
    final long queued() {
        return queue().bytes() + (conflater == null ? 0 : conflater.bytes());
    }

    private long queueLimit() {
        return terms.limits().queue();
    }

    /** What waits may only be waiting for the flush at the end of the turn. */
    private void overflow() {
        context().flush();
        if (conflater != null) {
            conflater.conflate();
        }
        if (queued() > queueLimit()) {
            overflowing = true;
            terms.counters().slowConsumers().increment();
            lane.execute(() -> close(CloseCode.SLOW_CONSUMER, "the queue passed its limit"));
        }
    }

    @Override
    public void flush() {
        touched = false;
        queue().flush();
    }
}
