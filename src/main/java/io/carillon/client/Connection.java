package io.carillon.client;

import io.carillon.codec.AnswerReader;
import io.carillon.codec.CodecException;
import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection on which Carillon's protocol is spoken, and what was asked on it. On the client's event loop. */
final class Connection implements Line.Owner {

    /** Whom it belongs to. */
    interface Owner {

        /** The first that is heard. */
        void welcomed(Connection connection, Welcome welcome);

        /** A message that is no answer, and no welcome. */
        void told(Fields message);

        /** Once, and the last that is heard. What was not answered fails after it, when there is another state of things. */
        void ended(Connection connection, int code, String how);
    }

    /** A reply, as it came. */
    record Answer(byte[] packet, Format format, Fields result) {

        /** What a service has answered. */
        Payload value() {
            return AnswerReader.result(packet, format);
        }
    }

    private static final long LOOK_MILLIS = 10_000;

    /** The server gives up its own attempts much sooner. */
    private static final long PATIENCE_MILLIS = 60_000;

    private record Question(Promise<Answer> answer, long at, boolean isSlow) {}

    private final Home home;
    private final Format format;
    private final Owner owner;
    private final Line line;
    private final Map<Long, Question> asked = new LinkedHashMap<>();
    private final long timer;
    private @Nullable Welcome welcome;
    private long lastId;
    private boolean isOver;
    private boolean paused;

    Connection(Home home, WebSocket socket, Owner owner) {
        this.home = home;
        this.format = home.options().format();
        this.owner = owner;
        this.line = new Line(home.vertx(), socket, this);
        this.timer = home.vertx().setPeriodic(LOOK_MILLIS, id -> look());
    }

    Line line() {
        return line;
    }

    /** Its id; empty before the welcome. */
    String id() {
        return welcome == null ? "" : welcome.connection();
    }

    boolean isWelcome() {
        return welcome != null;
    }

    /**
     * Asks; completes in the turn in which the answer comes, fails with a {@link ClientException}: the server's, {@code lost}
     * where the connection ends before, or {@code too_large}.
     */
    Future<Answer> ask(Function<RequestId, ClientMessage> request) {
        if (isOver) {
            return Future.failedFuture(lost());
        }
        long id = ++lastId;
        ClientMessage message = request.apply(new RequestId.Number(id));
        byte[] bytes;
        try {
            bytes = RequestWriter.write(message, format);
        } catch (CodecException e) {
            return Future.failedFuture(new ClientException("bad_request", String.valueOf(e.getMessage())));
        }
        if (welcome != null && bytes.length > welcome.messageLimit()) { // it would end the connection
            return Future.failedFuture(new ClientException(
                    ClientException.TOO_LARGE,
                    "the message has " + bytes.length + " bytes, the server takes " + welcome.messageLimit()));
        }
        Promise<Answer> answer = Promise.promise();
        asked.put(id, new Question(answer, home.now(), message instanceof ClientMessage.Call));
        line.write(Buffer.buffer(bytes), format == Format.JSON).onFailure(cause -> {}); // its end follows
        return answer.future();
    }

    private static ClientException lost() {
        return new ClientException(ClientException.LOST, "the connection ended before this was answered");
    }

    @Override
    public void heard(Buffer message, boolean text) {
        byte[] packet = message.getBytes();
        Fields fields;
        try {
            fields = new Fields(AnswerReader.read(packet, format));
        } catch (CodecException e) {
            line.hangUp("sent what is no message: " + e.getMessage());
            return;
        }
        sort(fields, packet);
    }

    private void sort(Fields message, byte[] packet) {
        String type = message.text("type");
        Question question = message.map().get("id") instanceof Long id ? asked.remove(id) : null;
        if (question != null && type.equals("reply")) {
            question.answer.complete(new Answer(packet, format, message.map("result")));
        } else if (question != null) {
            question.answer.fail(message.refusal());
        } else if (type.equals("welcome")) {
            welcomed(message.welcome());
        } else if (!type.equals("reply")) { // to what nobody waits for any more
            owner.told(message);
        }
    }

    private void welcomed(Welcome said) {
        if (welcome == null) {
            welcome = said;
            ClientOptions.KeepAlive own = home.options().keepAlive();
            line.keepAlive(
                    own == null ? said.interval() : own.interval(), own == null ? said.timeout() : own.timeout());
            owner.welcomed(this, said);
        }
    }

    private void look() {
        long now = home.now();
        boolean isLate = asked.values().stream()
                .filter(question -> !question.isSlow)
                .findFirst()
                .filter(question -> now - question.at > PATIENCE_MILLIS)
                .isPresent();
        if (isLate && !paused) {
            line.hangUp("left a request unanswered");
        }
    }

    /** Reads no more for now, or goes on. */
    void pause(boolean whether) {
        paused = whether;
        if (whether) {
            line.pause();
        } else {
            line.resume();
        }
    }

    @Override
    public void ended(int code, String how) {
        isOver = true;
        home.cancel(timer);
        owner.ended(this, code, how);
        lose();
    }

    /** What was asked has no answer: it is lost. */
    void lose() {
        Map<Long, Question> open = new LinkedHashMap<>(asked);
        asked.clear();
        open.values().forEach(question -> question.answer.fail(lost()));
    }
}
