package io.carillon.uplink;

import io.carillon.cluster.Bookmarks;
import io.carillon.message.Position;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where an uplink has moved a stream's messages, as the cluster knows it: not after each message, but soon. Who
 * goes on there moves some of them once more, under the same keys. On the uplink's event loop.
 */
final class Bookmark {

    private static final Logger LOG = LoggerFactory.getLogger(Bookmark.class);
    private static final long PAUSE_MILLIS = 100;

    private final Site site;
    private final Bookmarks bookmarks;
    private final String name;
    private @Nullable Position latest;
    private @Nullable Position stored;
    private boolean busy;

    Bookmark(Site site, String name) {
        this.site = site;
        this.bookmarks = site.hub().cluster().bookmarks();
        this.name = name;
    }

    /** Where another node, or an earlier life, has stopped. */
    Future<Optional<Position>> find() {
        return bookmarks.find(name);
    }

    /** Everything up to there has been moved. */
    void note(Position position) {
        latest = position;
        if (!busy) {
            busy = true;
            site.later(PAUSE_MILLIS, this::write);
        }
    }

    private void write() {
        site.whenDone(flush(), done -> {
            if (done.failed()) {
                LOG.debug("a position could not be kept: {}", name, done.cause());
            }
            busy = false;
            Position now = latest;
            if (now != null && !now.equals(stored)) {
                note(now);
            }
        });
    }

    /** Stores what was noted last. */
    Future<Void> flush() {
        Position now = latest;
        if (now == null || now.equals(stored)) {
            return Future.succeededFuture();
        }
        return bookmarks.put(name, now).onSuccess(done -> site.execute(() -> stored = now));
    }
}
