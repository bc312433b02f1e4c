package io.carillon.ops;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Serves the files of a folder at {@code /}, to GET and HEAD, after everything else that is there. What may be served is
 * looked at here, on a worker, at each request, so that a file that was changed is seen at once; the sending is
 * vertx-web's.
 */
public final class Pages implements Consumer<Router> {

    /** Kept by browsers, but asked for each time; mostly that is a 304. The names of the files say nothing of versions. */
    private static final String CACHING = "no-cache";

    private static final String INDEX = "index.html";

    private final Path folder;

    /** @param folder has been there when the configuration was read */
    public Pages(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** A file or folder that may be served, and what tells its versions apart. */
    private record Found(boolean isFile, long size, Instant modified) {

        String tag() {
            return "W/\"" + Long.toHexString(size) + '-' + Long.toHexString(modified.toEpochMilli()) + '"';
        }
    }

    @Override
    public void accept(Router router) {
        StaticHandler files = StaticHandler.create(FileSystemAccess.ROOT, folder.toString())
                .setIndexPage(INDEX)
                .setDefaultContentEncoding("utf-8")
                .setCachingEnabled(false); // that is done here, and better
        router.route("/*")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::look)
                .handler(files);
    }

    private void look(RoutingContext routing) {
        routing.request().pause();
        routing.vertx()
                .executeBlocking(() -> find(routing.normalizedPath()), false)
                .onFailure(routing::fail)
                .onSuccess(found -> found.ifPresentOrElse(file -> allow(routing, file), () -> routing.fail(404)));
    }

    private static void allow(RoutingContext routing, Found found) {
        routing.response().putHeader("X-Content-Type-Options", "nosniff");
        if (found.isFile) {
            routing.response().putHeader(HttpHeaders.CACHE_CONTROL, CACHING);
            routing.lastModified(found.modified).etag(found.tag());
            if (routing.isFresh()) {
                routing.response().setStatusCode(304).end();
                return;
            }
        }
        routing.next();
    }

    /** Empty where there is nothing, or nothing that may be served. */
    private Optional<Found> find(String encoded) {
        try {
            // As vertx-web decodes it; what it would take for something else than a name is refused.
            String path = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (path.indexOf('\\') >= 0 || Stream.of(path.split("/")).anyMatch(name -> name.startsWith("."))) {
                return Optional.empty();
            }
            Path named = folder.resolve(path.substring(1));
            Path file = path.endsWith("/") ? named.resolve(INDEX) : named;
            return isInside(file) ? Optional.of(found(file)) : Optional.empty();
        } catch (IllegalArgumentException | IOException e) { // not decodable, no name of a file, or not there
            return Optional.empty();
        }
    }

    /** Links may lead about within the folder, not out of it. */
    private boolean isInside(Path file) throws IOException {
        return file.toRealPath().startsWith(folder.toRealPath());
    }

    private static Found found(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Found(
                attributes.isRegularFile(),
                attributes.size(),
                attributes.lastModifiedTime().toInstant());
    }
}
