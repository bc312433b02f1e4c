package io.carillon.ops;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Serves the description of the message protocol, an AsyncAPI document, to anybody who asks: it holds nothing of this
 * server's configuration. Any thread.
 */
public final class AsyncApi implements Consumer<Router> {

    private static final String PATH = "/asyncapi.yaml";

    /** As registered with the IANA. */
    private static final String TYPE = "application/asyncapi+yaml; version=3.0.0";

    /** It changes with the server's version alone; whoever has it asks again after five minutes, and mostly gets a 304. */
    private static final String CACHING = "public, max-age=300";

    private static final int TAG_BYTES = 8;

    private final Buffer document;
    private final String tag;

    /** Reads the document; blocks. */
    public AsyncApi() {
        byte[] bytes = read();
        this.document = Buffer.buffer(bytes);
        this.tag = tag(bytes);
    }

    @Override
    public void accept(Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
    }

    private void answer(RoutingContext routing) {
        HttpServerResponse response = routing.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, CACHING)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*") // for viewers in a browser
                .putHeader("X-Content-Type-Options", "nosniff");
        routing.etag(tag);
        if (routing.isFresh()) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(document.length()));
        if (routing.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(document);
        }
    }

    private static byte[] read() {
        try (InputStream file = AsyncApi.class.getResourceAsStream(PATH)) {
            if (file == null) {
                throw new IllegalStateException(PATH + " is not in the program");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
