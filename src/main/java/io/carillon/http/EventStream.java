package io.carillon.http;

import io.carillon.auth.Grant;
import io.carillon.hub.Backlog;
import io.carillon.hub.Batch;
import io.carillon.hub.Broadcast;
import io.carillon.hub.Condition;
import io.carillon.hub.Connection;
import io.carillon.hub.Credential;
import io.carillon.hub.Details;
import io.carillon.hub.Outbox;
import io.carillon.hub.Profile;
import io.carillon.hub.Shared;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One reader of events: a connection that is in one room, and says nothing. What it does not read waits here, up to a limit.
 * For its event loop.
 */
final class EventStream implements Outbox, Details {

    /** What an entry takes that waits, beside its bytes. */
    private static final int OVERHEAD = 64;

    private static final Profile.Speech SPEECH = new Profile.Speech(null, "events", null);

    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final Readers readers;
    private final Exchange exchange;
    private final HttpServerResponse response;
    private final Connection connection;
    private final long since;
    private final Entrance.Origin origin;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private final List<Runnable> listeners = new ArrayList<>(0);
    private @Nullable Backlog backlog; // what may be conflated, once the reader does not keep up
    private long waitingBytes;
    private long lastWritten = System.nanoTime();
    private boolean begun;
    private boolean touched;
    private boolean closed;

    EventStream(Readers readers, Exchange exchange, String id, long since, Entrance.Origin origin) {
        this.readers = readers;
        this.exchange = exchange;
        this.response = exchange.response();
        this.since = since;
        this.origin = origin;
        this.connection = new Connection(id, exchange.grant().user(), readers.shard(), this, this);
    }

    Connection connection() {
        return connection;
    }

    Grant grant() {
        return exchange.grant();
    }

    boolean isClosed() {
        return closed;
    }

    /** The reader is let in: what was queued meanwhile, and whatever follows, is sent behind this. */
    void begin(Buffer first) {
        begun = true;
        response.setChunked(true);
        response.drainHandler(drained -> flush());
        response.write(first);
        touch();
    }

    // ---- what is sent

    @Override
    public void write(Batch batch) {
        if (closed) {
            return;
        }
        if (batch.conflates() && !(isBacklogEmpty() && keepsUp())) {
            conflate(batch);
        } else {
            queue(readers.events(batch));
        }
    }

    private boolean isBacklogEmpty() {
        return backlog == null || backlog.isEmpty();
    }

    private void conflate(Batch batch) {
        Backlog known = backlog;
        if (known == null) {
            known = new Backlog(readers.queueLimit() / 2);
            backlog = known;
        }
        for (int i = 0; i < batch.size(); i++) {
            Broadcast broadcast = batch.get(i);
            known.put(broadcast, broadcast.encoded(EventEncoding.INSTANCE).length, System.nanoTime());
        }
        if (isTooMuch()) {
            known.conflate();
        }
        endIfTooMuch();
    }

    @Override
    public void send(ServerMessage message) {
        send(EventEncoding.INSTANCE.encode(message), message);
    }

    @Override
    public void send(Shared message) {
        queue(Buffer.buffer(message.encoded(EventEncoding.INSTANCE)).appendBytes(EventEncoding.end(null)));
    }

    private void send(byte[] event, ServerMessage message) {
        Position position = message instanceof ServerMessage.Reset reset ? reset.position() : null;
        queue(Buffer.buffer(event).appendBytes(EventEncoding.end(position)));
        if (message instanceof ServerMessage.Left left) { // it was in no other room
            readers.shard().execute(() -> close(CloseCode.NORMAL, left.reason()));
        }
    }

    private void queue(Buffer events) {
        if (closed) {
            return;
        }
        add(events);
        endIfTooMuch();
        touch();
    }

    /** What waits for the end of the turn alone is not late. */
    private void endIfTooMuch() {
        if (isTooMuch() && !(begun && isWritable())) {
            readers.shard().execute(() -> close(CloseCode.SLOW_CONSUMER, "more than the queue's limit waits"));
        }
    }

    private boolean isTooMuch() {
        return queued() > readers.queueLimit();
    }

    /** What waits for the reader, in bytes. */
    long queued() {
        return waitingBytes + (backlog == null ? 0 : backlog.bytes());
    }

    private void add(Buffer events) {
        waiting.add(events);
        waitingBytes += events.length() + OVERHEAD;
    }

    private void touch() {
        if (!touched) {
            touched = true;
            readers.shard().touch(this);
        }
    }

    /** Writes what waits as far as the reader takes it, what may be conflated last; whoever waits for the reader is told. */
    @Override
    public void flush() {
        touched = false;
        writeWaiting();
        Backlog late = backlog;
        while (late != null && !late.isEmpty() && keepsUp()) {
            Broadcast next = late.poll(System.nanoTime());
            if (next != null) {
                add(Readers.event(next));
                writeWaiting();
            }
        }
        if (!listeners.isEmpty() && keepsUp()) {
            List<Runnable> told = List.copyOf(listeners);
            listeners.clear();
            told.forEach(readers.shard()::execute);
        }
    }

    private void writeWaiting() {
        while (!waiting.isEmpty() && begun && isWritable()) {
            write();
        }
    }

    /** Several events that wait are one write, unless they are large. */
    private void write() {
        Buffer next = waiting.remove();
        waitingBytes -= next.length() + OVERHEAD;
        if (!waiting.isEmpty() && next.length() < Readers.PIECE) {
            Buffer joined = Buffer.buffer(Readers.PIECE).appendBuffer(next);
            while (!waiting.isEmpty() && joined.length() < Readers.PIECE) {
                Buffer more = waiting.remove();
                waitingBytes -= more.length() + OVERHEAD;
                joined.appendBuffer(more);
            }
            next = joined;
        }
        lastWritten = System.nanoTime();
        response.write(next);
    }

    private boolean isWritable() {
        return !closed && !response.writeQueueFull();
    }

    @Override
    public boolean keepsUp() {
        return waiting.size() < Readers.FEW && begun && isWritable();
    }

    @Override
    public void whenKeepsUp(Runnable task) {
        if (keepsUp()) {
            readers.shard().execute(task);
        } else {
            listeners.add(task);
        }
    }

    /** Where nothing was said for so long, something that means nothing: the reader and proxies see that somebody is there. */
    void beat(long now, long nanos) {
        if (begun && now - lastWritten >= nanos && waiting.isEmpty() && isWritable()) {
            lastWritten = now;
            response.write(COMMENT);
        }
    }

    @Override
    public void forget(RoomName room) {
        if (backlog != null) {
            backlog.forget(room);
        }
    }

    // ---- how it ends

    /**
     * The node is about to stop.
     *
     * @param millis until this connection is closed
     * @param retry when the reader is to come back then, in ms; not all at once
     */
    void drain(long millis, int retry) {
        queue(Buffer.buffer("retry: " + retry + "\n"));
        send(new ServerMessage.Notice(ServerMessage.Notice.Event.DRAINING, millis));
    }

    /** Tells the reader why, if it reads. */
    @Override
    public void close(CloseCode code, String reason) {
        if (closed) {
            return;
        }
        boolean reads = begun && keepsUp();
        if (reads) {
            flush();
        }
        readers.closed(this, code, reason);
        if (reads) {
            JsonObject why = new JsonObject()
                    .put("type", "close")
                    .put("code", code.code())
                    .put("reason", reason);
            response.end(
                    Buffer.buffer(EventEncoding.event("close", why.toBuffer().getBytes()))
                            .appendBytes(EventEncoding.end(null)));
        } else if (begun) {
            exchange.request().connection().close();
        } else {
            exchange.refuse(new RefusedException(ErrorCode.UNAVAILABLE, "closed before it began: " + reason));
        }
    }

    /** It takes nothing any more. */
    void end() {
        closed = true;
        waiting.clear();
        listeners.clear();
    }

    // ---- what is told of it

    @Override
    public String endpoint() {
        return HttpApi.NAME;
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public String address() {
        return origin.address();
    }

    @Override
    public Profile profile(Connection about) {
        return new Profile(
                about.id(),
                about.user(),
                endpoint(),
                address(),
                origin.secure(),
                since,
                SPEECH,
                Credential.of(grant()));
    }

    @Override
    public Condition condition() {
        return new Condition(queued(), readers.queueLimit(), 0, 0);
    }

    /** Ids of events are places in one room's stream. */
    @Override
    public int roomLimit() {
        return 1;
    }
}
