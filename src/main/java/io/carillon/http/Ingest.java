package io.carillon.http;

import io.carillon.codec.CodecException;
import io.carillon.codec.Values;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a body line by line, while it comes in. So much is under way at a time; as long as that waits for the store, the
 * request is not read, and what it takes is the same however long it is. For the request's event loop.
 */
final class Ingest {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    /** Publications that are under way at a time, and their bytes. */
    private static final int WINDOW = 256;

    private static final long WINDOW_BYTES = 1024 * 1024;

    /** Failures that are told one by one; of what is more there is the count. */
    private static final int TOLD = 100;

    /** Publishes one line. */
    interface Publisher {
        Future<Result> publish(Payload data, @Nullable String key);
    }

    /** What holds up whoever publishes faster than is delivered. */
    interface Brake {

        /** Completes when what was published on this node so far is on its way to its members. */
        Future<Void> settled();
    }

    /**
     * What a line passes on its way.
     *
     * @param refused why nothing more is published, since the token is none any more; nothing where it is one
     */
    record Way(Publisher publisher, Brake brake, Supplier<Optional<Problem>> refused) {}

    private final Exchange exchange;
    private final Lines lines;
    private final int longest;
    private final @Nullable String key;
    private final Way way;
    private final Promise<byte[]> done = Promise.promise();
    private final JsonArray failed = new JsonArray();
    private long published;
    private long duplicates;
    private long failures;
    private int underWay;
    private long bytesUnderWay;
    private boolean ended;
    private boolean reading; // a chunk was asked for, or will be
    private long asked = Long.MAX_VALUE; // when, in ns

    /**
     * @param longest bytes of a line
     * @param key the part that the keys of all lines have in common; null where they have none
     */
    Ingest(Exchange exchange, int longest, @Nullable String key, Way way) {
        this.exchange = exchange;
        this.lines = new Lines(longest);
        this.longest = longest;
        this.key = key;
        this.way = way;
    }

    /**
     * @param patience how long nothing may come, in ms
     * @return what is told in the end
     */
    Future<byte[]> start(long patience) {
        HttpServerRequest request = exchange.request();
        request.handler(this::chunk);
        request.endHandler(end -> {
            reading = false;
            ended = true;
            lines.end();
            proceed();
        });
        request.exceptionHandler(done::tryFail); // what came whole is published; what is left of a line is no line
        exchange.expectBody();
        watch(patience);
        read();
        return done.future();
    }

    private void watch(long patience) {
        exchange.routing().vertx().setTimer(patience, timer -> {
            if (done.future().isComplete()) {
                return;
            }
            if (reading && isLate(patience)) {
                done.tryFail(new BearerCheck.Refused(Problem.of(
                        408,
                        "nothing came for " + patience + " ms; " + published + " lines were published, "
                                + (failures + underWay) + " were not, or not yet")));
            } else {
                watch(patience);
            }
        });
    }

    private boolean isLate(long patience) {
        return asked != Long.MAX_VALUE && System.nanoTime() - asked > TimeUnit.MILLISECONDS.toNanos(patience);
    }

    private void read() {
        reading = true;
        asked = System.nanoTime();
        exchange.request().fetch(1);
    }

    private void chunk(Buffer chunk) {
        reading = false;
        Optional<Problem> refused = way.refused().get();
        refused.ifPresent(problem -> done.tryFail(new BearerCheck.Refused(problem)));
        if (!done.future().isComplete()) {
            lines.add(chunk);
            proceed();
        }
    }

    /** As far as the window allows. */
    private void proceed() {
        while (!done.future().isComplete() && underWay < WINDOW && bytesUnderWay < WINDOW_BYTES) {
            Lines.Line line = lines.next();
            if (line != null) {
                publish(line);
            } else if (!ended) {
                pauseThenRead();
                return;
            } else {
                finish();
                return;
            }
        }
    }

    /** Between chunks everybody else has a turn, and what was published is delivered. */
    private void pauseThenRead() {
        if (reading) {
            return;
        }
        reading = true;
        asked = Long.MAX_VALUE; // nobody waits for the client
        way.brake().settled().onComplete(settled -> exchange.context().runOnContext(nothing -> read()));
    }

    private void publish(Lines.Line line) {
        byte[] bytes = line.bytes();
        if (bytes == null) {
            fail(line.number(), new RefusedException(ErrorCode.TOO_LARGE, "a line has at most " + longest + " bytes"));
            return;
        }
        Future<Result> result;
        try {
            result = way.publisher().publish(Values.parse(bytes), key == null ? null : key + ':' + line.number());
        } catch (CodecException e) {
            result = Future.failedFuture(new RefusedException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            result = Future.failedFuture(e);
        }
        if (result.isComplete()) {
            settle(line.number(), result);
            return;
        }
        underWay++;
        bytesUnderWay += bytes.length;
        result.onComplete(settled -> exchange.context().runOnContext(nothing -> {
            underWay--;
            bytesUnderWay -= bytes.length;
            settle(line.number(), settled);
            proceed();
        }));
    }

    private void settle(long line, AsyncResult<Result> result) {
        if (result.succeeded()) {
            published++;
            duplicates += result.result() instanceof Result.Published stored && stored.duplicate() ? 1 : 0;
        } else {
            fail(line, result.cause());
        }
    }

    private void fail(long line, Throwable cause) {
        failures++;
        RefusedException refused = cause instanceof RefusedException known
                ? known
                : new RefusedException(ErrorCode.INTERNAL, "the server could not do this");
        if (refused != cause && failures == 1) {
            LOG.error("a line could not be published", cause);
        }
        if (failed.size() < TOLD) {
            failed.add(new JsonObject()
                    .put("line", line)
                    .put("error", refused.code().code())
                    .put("reason", refused.reason()));
        }
    }

    private void finish() {
        if (underWay > 0) {
            return;
        }
        JsonObject told = new JsonObject().put("published", published);
        if (duplicates > 0) {
            told.put("duplicates", duplicates);
        }
        told.put("failed", failed);
        if (failures > failed.size()) {
            told.put("failedCount", failures);
        }
        done.tryComplete(told.toBuffer().getBytes());
    }
}
