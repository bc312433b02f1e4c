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
 * One file of the program that is served to anybody, also to pages of other origins: there is nothing of this server's
 * configuration in it. Any thread.
 */
class Resource implements Consumer<Router> {

    /** It changes with the server's version alone; whoever has it asks again after five minutes, and mostly gets a 304. */
    private static final String CACHING = "public, max-age=300";

    private static final int TAG_BYTES = 8;

    private final String path;
    private final String type;
    private final Buffer content;
    private final String tag;

    /**
     * Reads the file; blocks.
     *
     * @param path where it is served
     * @param file its name among the program's resources
     * @param type its media type
     */
    Resource(String path, String file, String type) {
        byte[] bytes = read(file);
        this.path = path;
        this.type = type;
        this.content = Buffer.buffer(bytes);
        this.tag = tag(bytes);
    }

    @Override
    public final void accept(Router router) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
    }

    private void answer(RoutingContext routing) {
        HttpServerResponse response = routing.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, CACHING)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader("X-Content-Type-Options", "nosniff");
        routing.etag(tag);
        if (routing.isFresh()) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
        if (routing.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(content);
        }
    }

    private static byte[] read(String name) {
        try (InputStream file = Resource.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not in the program");
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
