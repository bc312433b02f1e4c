package io.carillon.gateway;

import io.carillon.count.Closes;
import io.carillon.hub.Ending;
import io.carillon.message.CloseCode;
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
final class Socket extends Outlet implements FrameReader.Sink {

    /** How long a peer may take over the closing handshake, in ms. */
    private static final long CLOSING_TIME = 5_000;

    private enum State {
        OPEN,
        CLOSING,
        FAILED,
        CLOSED
    }

    private final FrameReader reader;
    final KeepAlive keepAlive;
    private final Clock clock = new Clock();
    private @Nullable SocketListener listener;
    private State state = State.OPEN;
    private byte @Nullable [] owedPong;

    /**
     * @param terms say the limits and what close codes are called
     * @param encoding how messages go out
     * @param reader takes what comes in; the socket closes it
     */
    Socket(Lane lane, Terms terms, FrameEncoding encoding, FrameReader reader, KeepAlive keepAlive) {
        super(lane, terms, encoding);
        this.reader = reader;
        this.keepAlive = keepAlive;
    }

    /** One timer for all that a connection waits for: the next ping, its pong, the end of the closing handshake. */
    private final class Clock extends Wheel.Timer {
        @Override
        protected void fire() {
            if (state != State.OPEN) {
                queue().cut();
                return;
            }
            if (keepAlive.due()) {
                ping();
            } else if (context().channel().config().isAutoRead()) {
                close(Ending.Side.NETWORK, CloseCode.POLICY, "no pong in time", "ping timeout");
                return;
            } // or a pong may have come, and nobody looks
            lane.wheel().start(this, keepAlive.delay());
        }
    }

    @Override
    void adopt(Terms other) {
        super.adopt(other);
        reader.limit(other.limits().message());
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
        trunk.opened();
        Slack.bound(context().channel(), terms.limits().queue());
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
        trunk.read(bytes.readableBytes());
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
            trunk.received();
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
            ended(Closes.Side.CLIENT, frame.code(), ending(Ending.Side.CLIENT, frame, null));
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
        lost(Loss.END);
        state = State.CLOSED;
        reader.close();
        lane.wheel().stop(clock);
        forgetQueue();
        if (listener != null) {
            trunk.closed();
            listener.gone();
        }
        listener = null;
    }

    @Override
    void lost(String cause) {
        if (state == State.OPEN) {
            state = State.CLOSED;
            int code = CloseCode.ABNORMAL.code();
            CloseFrame none = new CloseFrame(code, "the connection broke");
            ended(Closes.Side.CLIENT, code, ending(Ending.Side.NETWORK, none, cause));
        }
    }

    @Override
    void failed() {
        close(CloseCode.SERVER_ERROR, "internal error");
    }

    private Ending ending(Ending.Side side, CloseFrame frame, @Nullable String cause) {
        return new Ending(side, frame.code(), frame.reason(), cause, queued());
    }

    /** @param code as the server has it, whatever the endpoint calls it */
    private void ended(Closes.Side by, int code, Ending how) {
        lane.counters().closes().add(by, code);
        owedPong = null;
        conflater = null;
        if (listener != null) {
            listener.closed(how, CloseCode.isToBeOpenedAgain(code));
        }
    }

    /** Sends a ping or a pong of an application; false where it is too late. */
    boolean control(boolean ping, byte[] payload) {
        write(ping ? FrameReader.PING : FrameReader.PONG, payload);
        return isOpen();
    }

    private void write(int opcode, byte[] payload) {
        if (isOpen()) {
            write(FrameWriter.frame(context().alloc(), opcode, payload), 0);
        }
    }

    /** What comes after the queue has passed its limit is dropped: the close frame is the next thing that is sent. */
    @Override
    boolean isOpen() {
        return state == State.OPEN && !overflowing;
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
        close(Ending.Side.SERVER, code, reason, null);
    }

    private void close(Ending.Side side, CloseCode code, String reason, @Nullable String cause) {
        if (state != State.OPEN) {
            return;
        }
        CloseFrame frame = new CloseFrame(terms.closeCode(code), reason);
        Ending how = ending(side, frame, cause);
        if (overflowing) {
            queue().drop(); // whoever is this far behind is to hear why before anything else
        } else if (conflater != null) {
            conflater.finish(); // what is queued is sent before the goodbye, and so is this
        }
        state = State.CLOSING;
        read(true); // or the peer's close frame would not be seen
        ended(Closes.Side.SERVER, code.code(), how);
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
            ended(Closes.Side.SERVER, violation.code().code(), ending(Ending.Side.SERVER, frame, null));
            queue().finishAndShut(frame.encode(context().alloc()));
        } else {
            context().close();
        }
    }
}
