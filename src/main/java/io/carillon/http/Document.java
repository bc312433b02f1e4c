package io.carillon.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Serves the OpenAPI document to anybody who asks: it holds nothing of this server's configuration. Any event loop. */
final class Document {

    /** RFC 9512. */
    private static final String TYPE = "application/yaml";

    /** It changes with the server's version alone; whoever has it asks again after five minutes, and mostly gets a 304. */
    private static final String CACHING = "public, max-age=300";

    private static final int TAG_BYTES = 8;

    private final Buffer text;
    private final String tag;

    Document(byte[] text) {
        this.text = Buffer.buffer(text);
        this.tag = tag(text);
    }

    void answer(Exchange exchange) {
        HttpServerResponse response = exchange.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, CACHING)
                .putHeader("X-Content-Type-Options", "nosniff");
        exchange.routing().etag(tag);
        if (exchange.routing().isFresh()) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(text.length()));
            if (exchange.request().method().equals(HttpMethod.HEAD)) {
                response.end();
            } else {
                response.end(text);
            }
        }
        Rest.drop(exchange.request());
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
