package io.carillon.gateway;

import io.carillon.hub.Batch;
import io.carillon.hub.Outbox;
import io.carillon.hub.Shared;
import io.carillon.message.CloseCode;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket after its upgrade: the last handler of its Netty pipeline, and the only one where there is no TLS. For the
 * connection's event loop.
 *
 * <pre>
 *  OPEN ──close()──▶ CLOSING ──the peer's close frame, or 5 s──▶ CLOSED
 *    ├──the peer's close frame──▶ echo ──▶ CLOSED
 *    ├──a violation──▶ FAILED: a close frame goes out, what comes in is dropped ──the peer hangs up, or 5 s──▶ CLOSED
 *    └──the peer is gone──▶ CLOSED (1006)
 * </pre>
 *
 * <p>The listener hears of the end when the state OPEN is left.
 */
final class Socket extends PipelineEnd implements FrameReader.Sink, Outbox {

    /** How long a peer may take over the closing handshake, in ms. */
    private static final long CLOSING_TIME = 5_000;

    private enum State {
        OPEN,
        CLOSING,
        FAILED,
        CLOSED
    }

    private final FrameEncoding encoding;
    private final Terms terms;
    private final FrameReader reader;
    private final long queueLimit;
    private final KeepAlive keepAlive;
    private final Clock clock = new Clock();
    private @Nullable SocketListener listener;
    private State state = State.OPEN;
    private boolean touched;
    private boolean overflowing;
    private byte @Nullable [] owedPong;
    private @Nullable Conflater conflater;

    /**
     * @param terms say the limits and what close codes are called
     * @param encoding how messages go out
     * @param reader takes what comes in; the socket closes it
     */
    Socket(Lane lane, Terms terms, FrameEncoding encoding, FrameReader reader, KeepAlive keepAlive) {
        super(lane);
        this.encoding = encoding;
        this.reader = reader;
        this.keepAlive = keepAlive;
        this.terms = terms;
        this.queueLimit = terms.limits().queue();
    }

    /** One timer for all that a connection waits for: the next ping, its pong, the end of the closing handshake. */
    private final class Clock extends Wheel.Timer {
        @Override
        protected void fire() {
            if (state != State.OPEN) {
                context().close();
                return;
            }
            if (keepAlive.due()) {
                ping();
            } else if (context().channel().config().isAutoRead()) {
                close(CloseCode.POLICY, "no pong in time");
                return;
            } // or a pong may have come, and nobody looks
            lane.wheel().start(this, keepAlive.delay());
        }
    }

    private void ping() {
        write(FrameReader.PING, new byte[0]);
        if (listener != null) {
            listener.pinged();
        }
    }

    /** Begins to deliver; the handler must be in its pipeline. */
    void open(SocketListener to) {
        listener = to;
        Slack.bound(context().channel(), queueLimit);
        lane.wheel().start(clock, keepAlive.delay());
    }

    /** Sends the answer to the handshake where nothing has been queued that will take it along. */
    void begin() {
        if (!touched) {
            context().flush();
        }
    }

    @Override
    void read(ByteBuf bytes) {
        try {
            reader.read(bytes, this);
        } catch (ProtocolException e) {
            fail(e);
        }
    }

    @Override
    public boolean isReading() {
        return state == State.OPEN || state == State.CLOSING;
    }

    @Override
    public void message(boolean text, byte[] payload) {
        if (isOpen() && listener != null) {
            listener.message(text, payload);
        }
    }

    @Override
    public void control(int opcode, byte[] payload) {
        switch (opcode) {
            case FrameReader.PING -> {
                pong(payload);
                if (isOpen() && listener != null) {
                    listener.ping(payload);
                }
            }
            case FrameReader.PONG -> ponged(payload);
            default -> peerCloses(CloseFrame.parse(payload));
        }
    }

    private void ponged(byte[] payload) {
        if (state == State.OPEN && keepAlive.pong()) {
            lane.wheel().start(clock, keepAlive.delay());
        }
        if (isOpen() && listener != null) {
            listener.pong(payload);
        }
    }

    /** A peer that asks faster than it reads gets the newest answer only (RFC 6455, section 5.5.3). */
    private void pong(byte[] payload) {
        if (keepsUp()) {
            write(FrameReader.PONG, payload);
        } else {
            owedPong = payload;
        }
    }

    private void peerCloses(CloseFrame frame) {
        boolean first = state == State.OPEN;
        state = State.CLOSED;
        if (first) {
            ended(frame, frame.code());
            lane.wheel().start(clock, CLOSING_TIME);
            queue().finish(new CloseFrame(frame.code(), "").encode(context().alloc()))
                    .addListener(done -> context().close());
        } else {
            context().close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (queue == null || !isOpen()) {
            return;
        }
        if (queue.catchUp()) {
            touch();
        }
        byte[] payload = owedPong;
        if (payload != null && queue.keepsUp()) {
            owedPong = null;
            write(FrameReader.PONG, payload);
        }
        if (conflater != null) {
            conflater.catchUp();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean broke = state == State.OPEN;
        state = State.CLOSED;
        reader.close();
        lane.wheel().stop(clock);
        if (queue != null) {
            queue.close();
        }
        if (broke) {
            ended(new CloseFrame(CloseCode.ABNORMAL.code(), "the connection broke"), CloseCode.ABNORMAL.code());
        }
        if (listener != null) {
            listener.gone();
        }
        listener = null;
    }

    @Override
    void failed() {
        close(CloseCode.SERVER_ERROR, "internal error");
    }

    private void ended(CloseFrame frame, int code) {
        owedPong = null;
        conflater = null;
        if (listener != null) {
            listener.closed(frame.code(), frame.reason(), CloseCode.isToBeOpenedAgain(code));
        }
    }

    @Override
    public void send(ServerMessage message) {
        if (isOpen() && encoding.knows(message)) {
            write(encoding.frame(context().alloc(), message));
        }
    }

    @Override
    public void send(Shared message) {
        if (isOpen() && message.isKnownTo(encoding)) {
            write(encoding.frame(context().alloc(), message));
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
    boolean send(Message message) {
        if (!isOpen()) {
            return false;
        }
        write(encoding.frame(context().alloc(), message));
        return true;
    }

    /** Sends a ping or a pong of an application; false where it is too late. */
    boolean control(boolean ping, byte[] payload) {
        write(ping ? FrameReader.PING : FrameReader.PONG, payload);
        return isOpen();
    }

    private void write(int opcode, byte[] payload) {
        if (isOpen()) {
            write(FrameWriter.frame(context().alloc(), opcode, payload));
        }
    }

    private void write(ByteBuf own) {
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
            share(lane.frames().frames(batch, encoding));
        }
    }

    private void share(ByteBuf frames) {
        queued(queue().share(frames));
    }

    private void queued(boolean waits) {
        touch();
        if (waits) {
            checkQueue();
        }
    }

    private void touch() {
        if (!touched) {
            touched = true;
            lane.shard().touch(this);
        }
    }

    /** What comes after the queue has passed its limit is dropped: the close frame is the next thing that is sent. */
    private boolean isOpen() {
        return state == State.OPEN && !overflowing;
    }

    private void conflate(Batch batch) {
        Conflater known = conflater;
        if (known == null) {
            known = new Conflater(lane, encoding, queue(), this::share, queueLimit);
            conflater = known;
            Slack.tighten(context().channel(), queueLimit);
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
        if (queued() > queueLimit && !overflowing) {
            overflow();
        }
    }

    private long queued() {
        return queue().bytes() + (conflater == null ? 0 : conflater.bytes());
    }

    /** What waits may only be waiting for the flush at the end of the turn. */
    private void overflow() {
        context().flush();
        if (conflater != null) {
            conflater.conflate();
        }
        if (queued() > queueLimit) {
            overflowing = true;
            lane.execute(() -> close(CloseCode.SLOW_CONSUMER, "the queue passed its limit"));
        }
    }

    @Override
    public void flush() {
        touched = false;
        queue().flush();
    }

    /** Stops or goes on taking bytes from the socket; what was taken before is still delivered. */
    void read(boolean on) {
        if (on && state == State.OPEN && keepAlive.isAsked()) {
            lane.wheel().start(clock, keepAlive.delay()); // from when on its pong can be seen
        }
        context().channel().config().setAutoRead(on);
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (state != State.OPEN) {
            return;
        }
        if (overflowing) {
            queue().drop(); // whoever is this far behind is to hear why before anything else
        } else if (conflater != null) {
            conflater.finish(); // what is queued is sent before the goodbye, and so is this
        }
        state = State.CLOSING;
        read(true); // or the peer's close frame would not be seen
        CloseFrame frame = new CloseFrame(terms.closeCode(code), reason);
        ended(frame, code.code());
        lane.wheel().start(clock, CLOSING_TIME);
        Slack.release(context().channel());
        queue().finish(frame.encode(context().alloc()));
    }

    /**
     * Nothing that follows can be understood. Hanging up at once would reset the connection while bytes are still coming
     * in, and the peer might never see why: so only the way out is closed, and the peer hangs up.
     */
    private void fail(ProtocolException violation) {
        boolean first = state == State.OPEN;
        state = State.FAILED;
        reader.close();
        read(true); // or it would not be seen that the peer hangs up
        lane.wheel().start(clock, CLOSING_TIME);
        if (first) {
            CloseFrame frame = new CloseFrame(terms.closeCode(violation.code()), violation.reason());
            ended(frame, violation.code().code());
            queue().finishAndShut(frame.encode(context().alloc()));
        } else {
            context().close();
        }
    }
}
