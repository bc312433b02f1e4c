package io.carillon.http;

import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads a body that is small, in one piece. One that is too long is refused when that is known, at best before any of it came. */
final class WholeBody {

    private final Exchange exchange;
    private final int most;
    private final Buffer body = Buffer.buffer();
    private final Promise<byte[]> whole = Promise.promise();

    private WholeBody(Exchange exchange, int most) {
        this.exchange = exchange;
        this.most = most;
    }

    /**
     * @param most bytes
     * @param patience how long it may take, in ms
     * @return fails with what the client is told
     */
    static Future<byte[]> read(Exchange exchange, int most, long patience) {
        exchange.bodyType();
        return new WholeBody(exchange, most).read(patience);
    }

    private Future<byte[]> read(long patience) {
        HttpServerRequest request = exchange.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > most) { // that it is a number was checked by whoever has read it
            return Future.failedFuture(tooLarge());
        }
        long timer = exchange.routing()
                .vertx()
                .setTimer(
                        patience,
                        late -> whole.tryFail(new BearerCheck.Refused(
                                Problem.of(408, "the body did not come within " + patience + " ms"))));
        request.handler(this::add);
        request.endHandler(end -> whole.tryComplete(body.getBytes()));
        request.exceptionHandler(whole::tryFail);
        exchange.expectBody();
        request.resume();
        return whole.future().onComplete(done -> exchange.routing().vertx().cancelTimer(timer));
    }

    private void add(Buffer more) {
        if (whole.future().isComplete()) {
            return;
        }
        if (body.length() + more.length() > most) {
            whole.tryFail(tooLarge());
        } else {
            body.appendBuffer(more);
        }
    }

    private RefusedException tooLarge() {
        return new RefusedException(ErrorCode.TOO_LARGE, "the body has at most " + most + " bytes");
    }
}
