package io.carillon.uplink;

import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What was asked on one connection that speaks Carillon's protocol, until it is answered. On the uplink's event loop.
 */
final class Requests {

    private static final long PATIENCE_SECONDS = 60;

    private record Question(Promise<Map<String, Object>> answer, long at) {}

    private final Line line;
    private final Format format;
    private final Map<Long, Question> asked = new LinkedHashMap<>();
    private long limit = Long.MAX_VALUE;
    private long lastId;

    Requests(Line line, Format format) {
        this.line = line;
        this.format = format;
    }

    /** What the server there takes as one message, in bytes. */
    void limit(long bytes) {
        limit = bytes;
    }

    /** Completes, in the turn in which the answer comes, with the result; fails with a {@link Refused}. */
    Future<Map<String, Object>> ask(Function<RequestId, ClientMessage> request) {
        long id = ++lastId;
        byte[] bytes = RequestWriter.write(request.apply(new RequestId.Number(id)), format);
        if (bytes.length > limit) { // it would end the connection
            return Future.failedFuture(new Refused("too_large", false, 0));
        }
        Promise<Map<String, Object>> answer = Promise.promise();
        asked.put(id, new Question(answer, System.nanoTime()));
        if (format == Format.JSON) {
            line.writeText(new String(bytes, StandardCharsets.UTF_8));
        } else {
            line.writeBinary(Buffer.buffer(bytes));
        }
        return answer.future();
    }

    /** A reply, or an error, that has an id. */
    void answered(Map<String, Object> message) {
        Question question = message.get("id") instanceof Long id ? asked.remove(id) : null;
        if (question == null) {
            return;
        }
        if ("reply".equals(message.get("type"))) {
            question.answer.complete(Fields.map(message, "result"));
        } else {
            question.answer.fail(new Refused(
                    Fields.text(message, "code"),
                    Boolean.TRUE.equals(message.get("retryable")),
                    Fields.number(message, "retryAfter", 0)));
        }
    }

    /** Whether something was not answered for too long. */
    boolean areLate() {
        return !asked.isEmpty()
                && System.nanoTime() - asked.values().iterator().next().at > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    /** Nothing will be answered any more, and nobody is told so. */
    void forget() {
        asked.clear();
    }
}
