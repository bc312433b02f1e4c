package io.carillon.schema;

import io.carillon.config.RegistryConfig;
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
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Asks a registry for one version of a subject, and trusts it neither with time nor with memory. A redirect is an error: the
 * credentials are for nobody else. TLS is checked against the JVM's trust store. For an event loop; never blocks.
 */
final class RegistryClient {

    private static final long MILLIS = 5_000;

    /** A schema as text within JSON, escaped. */
    private static final int LARGEST = 3 * Schema.LARGEST;

    private static final int LONGEST_MESSAGE = 200;

    private final VertxInternal vertx;
    private final HttpClient client;
    private final String base;
    private final RegistryConfig config;

    /**
     * @param config with a URL
     */
    RegistryClient(Vertx vertx, RegistryConfig config) {
        this.vertx = (VertxInternal) vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) MILLIS)
                .setKeepAlive(false) // once in a while is no reason to hold a connection
                .setDecompressionSupported(false));
        this.base = config.url().orElseThrow().toString().replaceFirst("/+$", "");
        this.config = config;
    }

    /** Asks nothing more. */
    void close() {
        client.close();
    }

    /**
     * @param version a number, or {@code latest}
     * @return fails with an {@link java.io.IOException} that says why, or with what the client says
     */
    Future<JsonObject> version(String subject, String version) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(base + "/subjects/" + encoded(subject) + "/versions/" + version)
                .setTimeout(MILLIS)
                .putHeader(
                        HttpHeaders.ACCEPT,
                        "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json");
        config.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        Promise<HttpClientRequest> sent = Promise.promise();
        // In a chain, since the client throws where it is closed; of a context, where it goes on if time is up.
        return vertx.getOrCreateContext()
                .succeededFuture()
                .compose(begun -> client.request(options))
                .onSuccess(sent::tryComplete)
                .compose(HttpClientRequest::send)
                .compose(this::answered)
                .timeout(MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(cause -> sent.future().onSuccess(HttpClientRequest::reset));
    }

    /** As one step of a path. */
    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Future<JsonObject> answered(HttpClientResponse response) {
        return body(response).compose(body -> {
            try {
                JsonObject json = body.toJsonObject();
                return response.statusCode() == 200
                        ? Future.succeededFuture(json)
                        : refused("status " + response.statusCode() + why(json));
            } catch (DecodeException | ClassCastException e) {
                return refused(
                        response.statusCode() == 200
                                ? "an answer that is no JSON object"
                                : "status " + response.statusCode());
            }
        });
    }

    /** As the interface has it: {@code {"error_code": 40401, "message": "Subject 'x' not found."}}. */
    private static String why(JsonObject error) {
        Object code = error.getValue("error_code");
        String message = String.valueOf(error.getValue("message"));
        String shown = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
        return code == null ? "" : ", error_code " + code + " (" + shown.replaceAll("\\p{Cntrl}", " ") + ")";
    }

    private Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            if (body.length() + chunk.length() > LARGEST) {
                whole.tryFail(new RegistryException("an answer of more than " + LARGEST / 1024 + " KiB"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        return whole.future();
    }

    private static <T> Future<T> refused(String why) {
        return Future.failedFuture(new RegistryException(why));
    }
}
