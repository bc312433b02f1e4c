package io.carillon.bench;

import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection that is in its rooms, and checks what it hears. Lives on its event loop. */
final class Member {

    /** BSON knows values as elements of documents: the type of one that is a document itself. */
    private static final byte BSON_DOCUMENT = 3;

    private final Loop loop;
    private final Plan.Seat seat;
    private final Format format;
    private final int run;
    private final @Nullable Sequence[] sequences;
    private final Promise<Void> joined = Promise.promise();
    private Buffer fragments = Buffer.buffer();
    private int likely;
    private int toJoin;
    private long misdelivered;
    private boolean over;
    private @Nullable WebSocket socket;

    Member(Loop loop, Plan plan, Plan.Seat seat) {
        this.loop = loop;
        this.seat = seat;
        this.format = plan.load().data().format();
        this.run = plan.run();
        this.toJoin = seat.rooms().size();
        int last = seat.heard().isEmpty()
                ? -1
                : seat.heard().get(seat.heard().size() - 1).id();
        this.sequences = new Sequence[last / seat.step() + 1];
        seat.heard().forEach(stream -> sequences[stream.id() / seat.step()] = new Sequence());
    }

    Plan.Seat seat() {
        return seat;
    }

    /** Takes over a connection that is open. Completes when it is in its rooms. */
    Future<Void> open(WebSocket socket) {
        if (over) {
            socket.close();
            return Future.failedFuture("too late");
        }
        this.socket = socket;
        socket.frameHandler(this::frame);
        socket.exceptionHandler(cause -> {}); // closing follows
        socket.closeHandler(closed -> closed(socket.closeStatusCode(), socket.closeReason()));
        return joined.future();
    }

    private void closed(@Nullable Short code, @Nullable String reason) {
        String how = code == null
                ? "the connection broke off"
                : "the server closed with " + code + (reason == null || reason.isEmpty() ? "" : " (" + reason + ')');
        if (!joined.tryFail(how)) {
            loop.lost(this, how);
        }
    }

    /** Also where it is not open yet. */
    void close() {
        over = true;
        WebSocket open = socket;
        if (open != null) {
            open.close();
        }
    }

    private void frame(WebSocketFrame frame) {
        if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
            if (frame.isFinal() && !frame.isContinuation()) {
                message(frame.binaryData());
                return;
            }
            fragments.appendBuffer(frame.binaryData());
            if (frame.isFinal()) {
                Buffer whole = fragments;
                fragments = Buffer.buffer();
                message(whole);
            }
        }
    }

    private void message(Buffer message) {
        int at = Stamp.find(message, likely);
        Stamp stamp = at < 0 ? null : Stamp.read(message, at);
        if (stamp == null) {
            answer(message);
        } else if (stamp.run() == run) {
            likely = at;
            delivery(stamp);
        }
    }

    private void delivery(Stamp stamp) {
        Sequence sequence = sequence(stamp.stream());
        if (sequence == null) {
            misdelivered++;
        } else {
            sequence.accept(stamp.sequence());
            loop.delivered(stamp);
        }
    }

    private @Nullable Sequence sequence(int stream) {
        int step = seat.step();
        int place = stream / step;
        boolean isMine =
                step == 1 || (!seat.heard().isEmpty() && seat.heard().get(0).id() == stream % step);
        return stream >= 0 && isMine && place < sequences.length ? sequences[place] : null;
    }

    private void answer(Buffer message) {
        if (!(tree(message) instanceof Map<?, ?> answer)) {
            return;
        }
        String type = String.valueOf(answer.get("type"));
        if (type.equals("welcome")) {
            join();
        } else if (type.equals("reply")) {
            toJoin--;
            if (toJoin == 0) {
                joined.tryComplete();
            }
        } else if (type.equals("error")) {
            String reason = "the server answered " + answer.get("code") + ": " + answer.get("reason");
            if (!joined.tryFail(reason)) {
                loop.tally().errors.increment();
                loop.tally().problem(reason);
            }
        }
    }

    private @Nullable Object tree(Buffer message) {
        byte[] bytes = message.getBytes();
        if (format == Format.BSON) {
            bytes = Buffer.buffer().appendByte(BSON_DOCUMENT).appendBytes(bytes).getBytes();
        }
        try {
            return PayloadReader.read(Payload.of(format, bytes));
        } catch (CodecException e) {
            loop.tally().problem("the server sent what is not " + format);
            return null;
        }
    }

    private void join() {
        long id = 0;
        for (RoomName room : seat.rooms()) {
            send(RequestWriter.write(new ClientMessage.Join(new RequestId.Number(id), room, null), format));
            id++;
        }
    }

    /** Whether more than a little waits for the connection, or nothing can be sent on it any more. */
    boolean isFull() {
        WebSocket open = socket;
        return open == null || open.isClosed() || open.writeQueueFull(); // which throws where it is closed
    }

    void send(byte[] message) {
        WebSocket open = socket;
        if (open != null && !open.isClosed()) {
            if (format == Format.JSON) {
                open.writeTextMessage(new String(message, StandardCharsets.UTF_8));
            } else {
                open.writeBinaryMessage(Buffer.buffer(message));
            }
        }
    }

    Faults faults() {
        Faults all = new Faults(0, 0, 0, misdelivered);
        for (Stream stream : seat.heard()) {
            Sequence sequence = sequences[stream.id() / seat.step()];
            if (sequence != null) {
                all = all.plus(sequence.faults(stream.published()));
            }
        }
        return all;
    }
}
