package io.carillon.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one document from one URL, and trusts nobody on the way: not with its time, its memory, or where to go on. TLS is
 * checked against the JVM's trust store. To be called on an event loop; never blocks.
 */
final class JwksClient {

    /** For the whole of it, redirects included. */
    private static final long MILLIS = 5_000;

    private static final int LARGEST = 256 * 1024;
    private static final int MOST_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Vertx vertx;
    private final URI url;

    JwksClient(Vertx vertx, URI url) {
        this.vertx = vertx;
        this.url = url;
    }

    /** Fails with an {@link IOException} that says why, or with what the client says. */
    Future<Buffer> fetch() {
        Attempt attempt = new Attempt();
        // In a chain, since a client throws where its Vert.x is closed; of a context, where it goes on if time is up.
        return ((VertxInternal) vertx)
                .getOrCreateContext()
                .succeededFuture()
                .compose(begun -> attempt.get(url, 0))
                .timeout(MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> attempt.end());
    }

    /** One time, with a client of its own: once in a while is no reason to hold anything. For one event loop. */
    private final class Attempt {

        private final HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) MILLIS)
                .setKeepAlive(false)
                .setDecompressionSupported(false));
        private @Nullable HttpClientRequest current;
        private boolean over;

        Future<Buffer> get(URI at, int redirects) {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(at.toString())
                    .putHeader(HttpHeaders.ACCEPT, "application/jwk-set+json, application/json");
            return client.request(options).compose(this::send).compose(response -> answered(at, response, redirects));
        }

        private Future<HttpClientResponse> send(HttpClientRequest request) {
            current = request;
            if (over) {
                end();
                return refused("too late");
            }
            return request.send();
        }

        private Future<Buffer> answered(URI at, HttpClientResponse response, int redirects) {
            String location = response.getHeader(HttpHeaders.LOCATION);
            if (response.statusCode() == 200) {
                return body(response);
            }
            response.handler(chunk -> {}); // nobody wants it
            if (!REDIRECTS.contains(response.statusCode()) || location == null) {
                return refused("status " + response.statusCode());
            }
            return redirects == MOST_REDIRECTS
                    ? refused("more than " + MOST_REDIRECTS + " redirects")
                    : redirected(at, location, redirects + 1);
        }

        /** Elsewhere, but never from TLS to what anybody on the way could have written. */
        private Future<Buffer> redirected(URI from, String location, int redirects) {
            URI to;
            try {
                to = from.resolve(location);
            } catch (IllegalArgumentException e) {
                return refused("a redirect to nowhere");
            }
            boolean safe = "https".equalsIgnoreCase(to.getScheme());
            boolean plain = "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
            if (to.getHost() == null || !safe && !plain) {
                return refused("a redirect that is not followed");
            }
            reset();
            return get(to, redirects);
        }

        private Future<Buffer> body(HttpClientResponse response) {
            Promise<Buffer> whole = Promise.promise();
            Buffer body = Buffer.buffer();
            response.exceptionHandler(whole::tryFail);
            response.endHandler(end -> whole.tryComplete(body));
            response.handler(chunk -> {
                if (body.length() + chunk.length() > LARGEST) {
                    whole.tryFail(new IOException("larger than " + LARGEST + " bytes"));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            return whole.future();
        }

        private <T> Future<T> refused(String why) {
            return Future.failedFuture(new IOException(why));
        }

        void end() {
            over = true;
            reset();
            if (!((VertxInternal) vertx).closeFuture().isClosed()) { // that closes its clients itself
                client.close();
            }
        }

        /** Of what is complete already it is without effect. */
        private void reset() {
            HttpClientRequest request = current;
            if (request != null) {
                request.reset();
            }
        }
    }
}
