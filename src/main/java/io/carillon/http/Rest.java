package io.carillon.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * What still comes of a request that was answered before its end. A little is read and dropped, so that the client finds the
 * answer, and the connection goes on; whoever goes on sending more is cut off. For the request's event loop.
 */
final class Rest {

    private static final long MOST = 1024 * 1024;

    private final HttpServerRequest request;
    private long bytes;

    private Rest(HttpServerRequest request) {
        this.request = request;
    }

    static void drop(HttpServerRequest request) {
        if (!request.isEnded()) {
            Rest rest = new Rest(request);
            request.handler(buffer -> rest.count(buffer.length()));
            request.endHandler(end -> {});
            request.exceptionHandler(gone -> {});
            request.resume();
        }
    }

    private void count(int more) {
        bytes += more;
        if (bytes > MOST) {
            request.connection().close();
        }
    }
}
